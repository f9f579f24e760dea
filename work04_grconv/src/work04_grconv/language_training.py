"""Training a character model: the loop, and perplexity on held-out text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import torch
from jaxtyping import Int64
from torch import Tensor
from torch.nn.functional import cross_entropy

from shared.training import BareRun
from work04_grconv.language_model import LanguageModel
from work04_grconv.losses import perplexity
from work04_grconv.recurrent import Kind
from work04_grconv.sampling import consecutive_windows, random_windows


@dataclass(frozen=True)
class LanguageConfig:
    """Settings of a character model."""

    kind: Kind = "gru"
    bidirectional: bool = False
    sampling: Literal["consecutive", "random"] = "consecutive"
    embedding: int = 32
    hidden: int = 128
    batch_size: int = 32
    window: int = 35
    steps: int = 2000
    learning_rate: float = 4e-3
    clip: float = 1.0
    seed: int = 0


def fit_language_model(
    config: LanguageConfig, text: Int64[Tensor, " text"], vocabulary: int
) -> LanguageModel:
    """Train on windows of `text`; an epoch begins anew as often as the steps need it.

    With consecutive windows the state goes on from batch to batch, but gradients stop at the
    window's start: truncated back-propagation through time.

    Returns:
        the model, in evaluation mode.
    """
    BareRun(config.seed)  # seeds, and the fast way for matrix products
    model = LanguageModel(
        vocabulary, config.embedding, config.hidden, config.kind, bidirectional=config.bidirectional
    )
    optimizer = torch.optim.Adam(model.parameters(), config.learning_rate, fused=True)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, config.steps)
    generator = torch.Generator().manual_seed(config.seed)
    windows = consecutive_windows if config.sampling == "consecutive" else random_windows
    step = 0
    while step < config.steps:
        state: Tensor | None = None
        for inputs, targets in windows(text, config.batch_size, config.window, generator):
            optimizer.zero_grad()
            scores, state = model(inputs, state)
            loss = cross_entropy(scores.flatten(0, 1), targets.flatten())
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), config.clip)
            optimizer.step()
            schedule.step()
            follows = config.sampling == "consecutive" and not config.bidirectional
            state = state.detach() if follows else None
            step += 1
            if step == config.steps:
                break
    return model.eval()


@torch.inference_mode()
def held_out_perplexity(
    model: LanguageModel, text: Int64[Tensor, " text"], rows: int = 20, window: int = 100
) -> float:
    """Perplexity of a text that was not learnt, read in `rows` long rows with the state kept.

    A bidirectional model gets each window by itself, for it has no state to keep.
    """
    generator = torch.Generator().manual_seed(0)
    losses, state = [], None
    for inputs, targets in consecutive_windows(text, rows, window, generator):
        scores, state = model(inputs, state)
        if len(model.recurrent.suffixes) == 2:
            state = None
        losses.append(cross_entropy(scores.flatten(0, 1), targets.flatten(), reduction="none"))
    return perplexity(torch.cat(losses))
