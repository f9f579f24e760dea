"""Training a character model: the settings and the loop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import torch
from jaxtyping import Int64
from torch import Tensor
from torch.nn.functional import cross_entropy

from shared.training import BareRun
from work04_grconv.recurrent.language_model import LanguageModel
from work04_grconv.recurrent.layers import CellKind
from work04_grconv.text.windows import consecutive_windows, random_windows


@dataclass(frozen=True)
class LanguageConfig:
    """Settings of a character model."""

    kind: CellKind = "gru"
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
    config: LanguageConfig, text: Int64[Tensor, " text"], vocab_size: int
) -> LanguageModel:
    """Train on windows of `text`; an epoch begins anew as often as the steps need it.

    With consecutive windows the state goes on from batch to batch, but gradients stop at the
    window's start: truncated back-propagation through time.

    Returns:
        the model, in evaluation mode.
    """
    BareRun(config.seed)  # seeds, and the fast way for matrix products
    model = LanguageModel(
        vocab_size, config.embedding, config.hidden, config.kind, bidirectional=config.bidirectional
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
            logits, state = model(inputs, state)
            loss = cross_entropy(logits.flatten(0, 1), targets.flatten())
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
