"""Training a character model: the settings and the loop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import torch
from jaxtyping import Int64
from torch import Tensor
from torch.nn.functional import cross_entropy

from shared.training import Loop
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


def fit_language_model(
    loop: Loop, config: LanguageConfig, text: Int64[Tensor, " text"], vocab_size: int
) -> LanguageModel:
    """Train on windows of `text`; an epoch begins anew as often as the steps need it.

    With consecutive windows the state goes on from batch to batch, but gradients stop at the
    window's start: truncated back-propagation through time.

    Returns:
        the model, in evaluation mode.
    """
    network = LanguageModel(
        vocab_size, config.embedding, config.hidden, config.kind, bidirectional=config.bidirectional
    )
    optimizer = torch.optim.Adam(network.parameters(), config.learning_rate, fused=True)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, config.steps)
    model, optimizer, schedule = loop.prepare(network, optimizer, schedule)
    generator = torch.Generator().manual_seed(loop.seed)
    windows = consecutive_windows if config.sampling == "consecutive" else random_windows
    follows = config.sampling == "consecutive" and not config.bidirectional
    step = 0
    while step < config.steps:
        state: Tensor | None = None
        for window in windows(text, config.batch_size, config.window, generator):
            inputs, targets = loop.to_device(window)
            optimizer.zero_grad()
            logits, state = model(inputs, state)
            loss = cross_entropy(logits.flatten(0, 1), targets.flatten())
            loop.backward(loss)
            loop.clip_gradients(config.clip)
            optimizer.step()
            schedule.step()
            state = state.detach() if follows and state is not None else None
            step += 1
            if step == config.steps:
                break
    return network.eval()
