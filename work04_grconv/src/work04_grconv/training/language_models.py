"""Training a character model: the settings, the loop, the run behind train_language_model.py."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import torch
from jaxtyping import Int64
from torch import Tensor
from torch.nn.functional import cross_entropy

from shared.training import Loop, Run, RunConfig
from shared.training.batches import seeded_loader
from shared.training.begun_with import keep
from shared.training.settings.ranges import Above, AtLeast, Checked
from work04_grconv.data.texts import InOrder, Sampling, TextName, Windows, cut_text, load_text
from work04_grconv.metrics.perplexity import held_out_perplexity
from work04_grconv.recurrent.language_model import LanguageModel
from work04_grconv.recurrent.layers import CellKind
from work04_grconv.text.vocabulary import SPECIAL, UNKNOWN, Vocabulary, build_vocabulary
from work04_grconv.text.words import split_characters
from work04_grconv.training.schedule import half_cosine

VOCABULARY = "vocabulary.json"


@dataclass(frozen=True)
class LanguageConfig(Checked):
    """Settings of a character model."""

    kind: CellKind = "gru"
    """Of the recurrent cell."""
    bidirectional: bool = False
    """A trap: such a model has read the character that it is asked for, and can write nothing."""
    sampling: Sampling = "consecutive"
    """consecutive windows hand the state on, so that a model sees more than a window."""
    embedding: Annotated[int, AtLeast(1)] = 32
    """Width of a character's vector."""
    hidden: Annotated[int, AtLeast(1)] = 128
    """Width of the state."""
    batch_size: Annotated[int, AtLeast(1)] = 32
    """Windows in a step."""
    window: Annotated[int, AtLeast(1)] = 35
    """Characters in a window."""
    epochs: Annotated[int, AtLeast(1)] = 10
    """Held-out text is measured, and a record written, after each."""
    steps: Annotated[int, AtLeast(1)] = 200
    """Steps in an epoch; the text begins anew as often as they need it."""
    learning_rate: Annotated[float, Above(0)] = 4e-3
    """Adam's, falling along a half cosine to zero."""
    clip: Annotated[float, Above(0)] = 1.0
    """The gradient's norm at most."""


@dataclass(frozen=True)
class LanguageRunConfig(LanguageConfig, RunConfig):
    """Settings of a run of train_language_model.py. The defaults take a minute."""

    text: Path | None = None
    """Your own text, in place of data; .gz too. Its last tenth is held out."""
    data: TextName = "standard-library"
    """standard-library: Python's source, always there; the books are fetched."""
    characters: Annotated[int, AtLeast(1)] = 1_000_000
    """Of the text, at most."""
    precision: Literal["auto", "fp32", "bf16"] = "fp32"
    """auto takes bf16 where a convolution gains by it; these small products do not."""

    @classmethod
    def smoke_test(cls) -> Self:
        """Return the settings of a few steps of a small model."""
        return cls(
            smoke=True,
            precision="fp32",
            characters=20_000,
            embedding=8,
            hidden=16,
            batch_size=8,
            epochs=2,
            steps=20,
        )


class Carried:
    """The recurrent state of all rows, which goes on from batch to batch and over a resume."""

    def __init__(self) -> None:
        self.state: Tensor | None = None

    def state_dict(self) -> dict[str, Tensor | None]:
        """Return it for a checkpoint."""
        return {"state": self.state}

    def load_state_dict(self, saved: dict[str, Tensor | None]) -> None:
        """Go on from a checkpoint."""
        self.state = saved["state"]


def fit_language_model(
    loop: Loop,
    config: LanguageConfig,
    text: Int64[Tensor, " text"],
    vocab_size: int,
    held_out: Int64[Tensor, " text"] | None = None,
) -> LanguageModel:
    """Train on windows of `text`; it begins anew as often as the steps need it.

    With consecutive windows the state goes on from batch to batch, but gradients stop at the
    window's start: truncated back-propagation through time.

    Args:
        loop: what surrounds it.
        config: the settings.
        text: tokens to learn from.
        vocab_size: how many different ones there are.
        held_out: tokens to measure by after each epoch.

    Returns:
        the model, in evaluation mode.

    Raises:
        TextError: the text is too short.
    """
    windows = windows_of(text, config, loop.seed)
    order = InOrder(config.steps, None, training=True, rank=loop.rank, processes=loop.processes)
    loader = seeded_loader(windows, order)
    network = LanguageModel(
        vocab_size, config.embedding, config.hidden, config.kind, bidirectional=config.bidirectional
    )
    optimizer = torch.optim.Adam(network.parameters(), config.learning_rate, fused=True)
    factor = partial(half_cosine, steps=config.epochs * config.steps)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, factor)
    model, optimizer, schedule, carried = loop.prepare(network, optimizer, schedule, Carried())
    follows = config.sampling == "consecutive" and not config.bidirectional
    for _ in loop.epochs(config.epochs):
        model.train()
        for inputs, targets in loop.batches(loader):
            if not follows or loop.step % windows.in_pass == 0:
                carried.state = None
            optimizer.zero_grad()
            logits, state = model(inputs, own_rows(loop, config.batch_size, carried.state))
            loss = cross_entropy(logits.flatten(0, 1), targets.flatten())
            loop.backward(loss)
            loop.clip_gradients(config.clip)
            optimizer.step()
            schedule.step()
            if follows:
                carried.state = all_rows(loop, config.batch_size, state.detach())
        metrics = {"train/loss": loop.epoch_loss()}
        if held_out is not None:
            network.eval()
            metrics["valid/perplexity"] = held_out_perplexity(network, held_out)
        loop.log(metrics)
    return network.eval()


def windows_of(text: Int64[Tensor, " text"], config: LanguageConfig, seed: int) -> Windows:
    """Cut a text into the batches of an epoch.

    Raises:
        TextError: the text is too short.
    """
    return Windows(
        text,
        config.batch_size,
        config.window,
        sampling=config.sampling,
        steps=config.steps,
        seed=seed,
    )


def own_rows(loop: Loop, rows: int, state: Tensor | None) -> Tensor | None:
    """Return this process's rows of a state, the first where it has none (see `Loop.batches`)."""
    if state is None:
        return None
    own = torch.arange(rows).tensor_split(loop.processes)[loop.rank].tolist() or [0]
    return state[:, own].to(loop.device)


def all_rows(loop: Loop, rows: int, state: Tensor) -> Tensor:
    """Return the state of all processes' rows."""
    if loop.processes == 1:
        return state
    parts = loop.gather(state.cpu())
    return torch.cat(parts[:rows], dim=1)  # of the first `rows` processes each has some


@dataclass(frozen=True)
class Characters:
    """A text's characters and their numbers."""

    vocabulary: Vocabulary

    def encode(self, text: str) -> Int64[Tensor, " text"]:
        """Return the number of each character."""
        return torch.tensor(self.vocabulary.encode(split_characters(text)))

    def to_json(self) -> dict[str, Any]:
        """Return what `from_json` reads."""
        return {"characters": self.vocabulary.tokens[len(SPECIAL) :]}

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Characters:
        """Make the vocabulary that `to_json` described.

        Raises:
            ValueError: the values describe none.
        """
        try:
            return cls(Vocabulary(values["characters"]))
        except (KeyError, TypeError) as error:
            raise ValueError(f"no characters: {error!r}") from None


def train(config: LanguageRunConfig) -> Path:
    """Train a character model on a text, and measure its perplexity on the text's held-out end.

    generate.py writes on with it. Without --text it learns from the source of Python's standard
    library.
    """
    whole = load_text(config.text or config.data)
    train_text, test_text = cut_text(whole, config.characters)
    characters = Characters(build_vocabulary([train_text]))
    text, held_out = characters.encode(train_text), characters.encode(test_text)
    windows_of(text, config, config.seed)  # so that a text that is too short makes no run
    with Run(config, name="language_model") as run:
        keep(run, VOCABULARY, characters.to_json(), train_text)
        if len(whole) > config.characters:
            run.say(
                f"{config.characters:,} of {len(whole):,} characters are used; more with --characters"
            )
        unknown = int((held_out == UNKNOWN).sum())
        run.say(
            f"{len(text):,} characters to learn from, {len(held_out):,} held out ({unknown:,} of "
            f"them unknown), {len(characters.vocabulary):,} different, {config.kind}"
        )
        model = fit_language_model(run, config, text, len(characters.vocabulary), held_out)
        run.finish({"valid/perplexity": held_out_perplexity(model, held_out)})
    return run.folder
