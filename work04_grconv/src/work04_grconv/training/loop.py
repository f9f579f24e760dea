"""The loop that trains a translator, and the run behind `python train.py`."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import torch
from torch import nn

from shared.training import HeldOut, Loop, Run
from shared.training.begun_with import keep
from shared.translation import Splits
from shared.translation.sentence_files import load_corpus
from work04_grconv.data.corpora import first_references, load
from work04_grconv.data.pairs import Languages, Pairs, encode_pairs, learn_languages, within
from work04_grconv.text.tokenizer import Unit
from work04_grconv.text.vocabulary import PAD
from work04_grconv.training.config import TrainConfig
from work04_grconv.training.report import report_tests
from work04_grconv.training.schedule import half_cosine
from work04_grconv.translation.loss import masked_loss
from work04_grconv.translation.translator import Sizes, Translator

TOKENIZERS = "tokenizers.json"
MANY_UNKNOWN = 0.1  # of all tokens; above it people should know
OTHER_UNITS: dict[Unit, list[str]] = {
    "word": ["--unit bpe", "--unit character"],
    "bpe": ["--unit character"],
    "character": [],
}
"""The units that leave fewer tokens unknown."""


def make_translator(config: TrainConfig, languages: Languages) -> Translator:
    """Make the translator that `config` describes."""
    return Translator(
        Sizes(
            kind=config.encoder,
            source_vocab_size=len(languages.source.vocabulary),
            target_vocab_size=len(languages.target.vocabulary),
            embedding=config.embedding,
            hidden=config.hidden,
            activation=config.activation,
            dropout=config.dropout,
        )
    )


def fit(
    loop: Loop, config: TrainConfig, translator: nn.Module, train: Pairs, valid: Pairs
) -> Translator:
    """Train with teacher forcing: each next word, given the target's words before.

    Returns:
        the translator, in evaluation mode.
    """
    optimizer = torch.optim.Adam(translator.parameters(), config.learning_rate, fused=True)
    loader = loop.loader(train, min(config.batch_size, len(train)), training=True)
    steps = config.epochs * len(loader)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, partial(half_cosine, steps=steps))
    model, optimizer, schedule = loop.prepare(translator, optimizer, schedule)

    for _ in loop.epochs(config.epochs):
        model.train()
        for source, lengths, target in loop.batches(loader):
            optimizer.zero_grad()
            loss = masked_loss(model(source, lengths, target[:, :-1]), target[:, 1:])
            loop.backward(loss, count=(target[:, 1:] != PAD).sum())
            loop.clip_gradients(config.clip)
            optimizer.step()
            schedule.step()
        held_out = loop.evaluating(model, valid, 100)
        loop.log({"train/loss": loop.epoch_loss(), "valid/loss": mean_loss(held_out)})
    trained: Translator = loop.unwrap(model).eval()  # type: ignore[assignment]
    return trained


@torch.no_grad()
def mean_loss(held_out: HeldOut) -> float:
    """Return the mean loss of held-out sentences, each counted once, with teacher forcing."""
    average = held_out.average()
    for source, lengths, target in held_out:
        logits = held_out.model(source, lengths, target[:, :-1])
        rows = zip(logits, target[:, 1:], strict=True)
        average.update(torch.stack([masked_loss(row[None], words[None]) for row, words in rows]))
    return average.compute().item()


def load_splits(config: TrainConfig) -> tuple[Splits, list[str]]:
    """Load the corpus that `config` names, split; and lines that say what was read."""
    if not config.corpus:
        size, seed = config.pairs, config.seed
        return load(config.data, size=size, seed=seed, max_words=config.max_words), []
    return load_corpus(
        config.corpus,
        valid=config.valid,
        test=config.test,
        seed=config.seed,
        pairs=config.pairs,
        max_words=config.max_words,
    )


def describe(config: TrainConfig, languages: Languages, splits: Splits) -> Iterator[str]:
    """Say which units were chosen, and where many tokens of validation sentences are unknown."""
    texts = {
        "source": [example.source for example in splits.valid],
        "target": [text for example in splits.valid for text in example.references],
    }
    for side, tokenizer in (("source", languages.source), ("target", languages.target)):
        if config.unit == "auto" and tokenizer.unit == "character":
            yield (
                f"the {side} language puts no spaces between words: its tokens are characters "
                "(--unit bpe for pieces of several)"
            )
        if (share := tokenizer.unknown_share(texts[side])) > MANY_UNKNOWN:
            larger = [] if config.vocabulary is None else ["a larger --vocabulary"]
            ways = ", or ".join(["more pairs", *larger, *OTHER_UNITS[tokenizer.unit]])
            yield f"{share:.0%} of the {side}'s validation tokens are unknown: take {ways}"


def left_out_line(count: int, use: str, longest: int) -> str:
    """Say how many held-out sentences are not used."""
    return f"{count:,} of those to {use} with left out, empty or of more than {longest} tokens"


def train(
    config: TrainConfig, draw: Callable[[Path, Translator, Languages, Splits], object] | None = None
) -> Path:
    """Train a translator and show what it makes of held-out sentences.

    Args:
        config: the settings.
        draw: draws a trained translator into the run's folder.

    Returns:
        the run's folder.
    """
    splits, said = load_splits(config)
    languages = learn_languages(
        splits.train,
        config.unit,
        size=config.vocabulary,
        merges=config.merges,
        lowercase=config.lowercase,
    )
    pairs, skipped = encode_pairs(splits.train, languages, config.longest)
    valid, left_out = encode_pairs(
        first_references(splits.valid), languages, config.longest, "validate with"
    )
    if left_out:
        said = [*said, left_out_line(left_out, "validate", config.longest)]
    if config.corpus:  # people's own may be of any length, and each token takes its step
        tests, left_out = within(splits.tests["test"], languages, config.longest)
        splits = dataclasses.replace(splits, tests={"test": tests})
        if left_out:
            said = [*said, left_out_line(left_out, "test", config.longest)]
    with Run(config, name=config.encoder) as run:
        keep(run, TOKENIZERS, languages.to_json(), (pairs.sources, pairs.targets))
        for line in (*said, *describe(config, languages, splits)):
            run.say(line)
        run.say(
            f"{len(pairs):,} pairs ({skipped:,} left out, empty or of more than {config.longest} "
            f"tokens), {len(languages.source.vocabulary):,} and "
            f"{len(languages.target.vocabulary):,} tokens, {config.encoder} in {run.precision}"
        )
        if len(pairs) < config.batch_size:
            run.say(
                f"there are {len(pairs)} pairs, fewer than a batch of {config.batch_size}: all make one"
            )
        translator = fit(run, config, make_translator(config, languages), pairs, valid)
        run.finish(report_tests(run, config, translator, languages, splits) if run.is_main else {})
        if run.is_main and draw is not None:
            draw(run.folder, translator, languages, splits)
    return run.folder
