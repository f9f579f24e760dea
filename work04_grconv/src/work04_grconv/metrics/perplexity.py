"""Perplexity: of given losses, and of a language model on a held-out text."""

from __future__ import annotations

import math

import torch
from jaxtyping import Float, Int64
from torch import Tensor
from torch.nn.functional import cross_entropy

from work04_grconv.errors import TextError
from work04_grconv.recurrent.language_model import LanguageModel
from work04_grconv.text.windows import consecutive_windows


def perplexity(losses: Float[Tensor, " token"]) -> float:
    """Return exp of the mean loss in nats: among how many equally likely tokens the model hesitates.

    A model that knows nothing has that of the vocabulary's size, a perfect one has 1. The mean is
    taken in float64, whatever the losses are: a long sum in single precision loses digits.
    """
    return math.exp(losses.double().mean().item())


@torch.inference_mode()
def held_out_perplexity(
    model: LanguageModel,
    text: Int64[Tensor, " text"],
    rows: int = 20,
    window: int = 100,
    *,
    carry: bool = True,
) -> float:
    """Return the perplexity of a held-out text, read in `rows` long rows with the state kept.

    Without `carry` each window begins with a state of zeros. A bidirectional model gets each window by
    itself, for it has no state to keep. A text that is too short for so many rows or so long a window
    gets fewer, or a shorter one.

    Raises:
        TextError: fewer than two tokens: there is nothing to predict.
    """
    if len(text) < 2:
        raise TextError("the held-out text is too short to be predicted: take a longer text")
    window = max(1, min(window, (len(text) - 1) // 2))
    rows = max(1, min(rows, len(text) // window - 1))
    generator = torch.Generator().manual_seed(0)
    text = text.to(next(model.parameters()).device)
    losses, state = [], None
    for inputs, targets in consecutive_windows(text, rows, window, generator):
        logits, state = model(inputs, state)
        if not carry or len(model.recurrent.suffixes) == 2:
            state = None
        losses.append(cross_entropy(logits.flatten(0, 1), targets.flatten(), reduction="none"))
    return perplexity(torch.cat(losses))
