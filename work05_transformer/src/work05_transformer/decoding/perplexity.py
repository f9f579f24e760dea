"""How well a model predicts a text, by a stated protocol.

Windows as long as the context move over the text by `stride` tokens; each token is predicted once,
with all the tokens of its window before it as its context. With a stride of the whole context the
first tokens of each window have next to none; a smaller stride gives every token at least
`context - stride` and a lower, slower perplexity. A published figure means little without its
stride and without what "a token" or "a word" is (Radford et al. 2019, section 3.1).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from jaxtyping import Int
from torch import Tensor
from torch.nn import functional

from work05_transformer.errors import ModelError
from work05_transformer.models.gpt2 import GPT


@dataclass(frozen=True)
class Prediction:
    """The sum of −log p over the predicted tokens of a text (natural logarithm)."""

    loss_sum: float
    tokens: int

    @property
    def loss(self) -> float:
        """Nats a token."""
        return self.loss_sum / self.tokens

    @property
    def perplexity(self) -> float:
        """The exponential of the loss a token."""
        return math.exp(self.loss)

    def perplexity_per(self, units: int) -> float:
        """Return exp of the loss a unit: words, say, where a benchmark counts those."""
        return math.exp(self.loss_sum / units)


@torch.inference_mode()
def predict_text(
    model: GPT,
    tokens: Int[Tensor, " text"],
    stride: int | None = None,
    context: int | None = None,
    batch_size: int = 32,
) -> Prediction:
    """Predict every token of a text but the first, each once.

    The first window predicts as many tokens as it is long, each further one those that the window
    before did not reach: `stride` of them, fewer in the last, which ends with the text.

    Args:
        model: in evaluation mode.
        tokens: the text.
        stride: how far the window moves; by default a whole context.
        context: the window's length, by default the model's.
        batch_size: the most windows computed together; it changes no result.

    Raises:
        ModelError: fewer than two tokens, a context outside 1 … the model's, or a stride outside
            1 … context.
    """
    context = model.config.context if context is None else context
    stride = context if stride is None else stride
    if len(tokens) < 2:
        raise ModelError(f"a text of {len(tokens)} tokens has nothing to predict: give at least 2")
    if context > model.config.context or not 1 <= stride <= context:
        raise ModelError(
            f"a window of {context} tokens moved by {stride}: the window is at most "
            f"{model.config.context}, the stride 1 to the window's length"
        )
    # (first input, inputs, how many of its last predictions count) of every window
    windows: list[tuple[int, int, int]] = []
    predicted = 0
    while predicted < len(tokens) - 1:
        end = min(context if not windows else predicted + stride, len(tokens) - 1)
        start = max(0, end - context)
        windows.append((start, end - start, end - predicted))
        predicted = end
    total = 0.0
    for length, group in _groups(windows, batch_size):
        starts = torch.tensor([start for start, _, _ in group])
        text = tokens[starts[:, None] + torch.arange(length + 1)].to(model.embedding.weight.device)
        features = model.features(text[:, :-1])
        counted = group[0][2]
        logits = model.logits(features[:, -counted:]).flatten(0, 1).float()
        targets = text[:, -counted:].flatten()
        total += functional.cross_entropy(logits, targets, reduction="sum").item()
    return Prediction(total, len(tokens) - 1)


def _groups(
    windows: list[tuple[int, int, int]], batch_size: int
) -> list[tuple[int, list[tuple[int, int, int]]]]:
    """Put neighboring windows of equal form into batches of at most `batch_size`."""
    groups: list[tuple[int, list[tuple[int, int, int]]]] = []
    for window in windows:
        if groups and groups[-1][1][0][1:] == window[1:] and len(groups[-1][1]) < batch_size:
            groups[-1][1].append(window)
        else:
            groups.append((window[1], [window]))
    return groups
