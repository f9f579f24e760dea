"""From logits to the next token: greedy, or drawn from a reshaped distribution."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import torch
from jaxtyping import Float, Int
from torch import Tensor

from shared.training.settings.ranges import Above, AtLeast, Between, Checked


def apply_temperature(
    logits: Float[Tensor, "batch vocab_size"], temperature: float
) -> Float[Tensor, "batch vocab_size"]:
    """Divide the logits: below 1 likely tokens become likelier, above 1 all become more alike."""
    return logits / temperature


def keep_top_k(
    logits: Float[Tensor, "batch vocab_size"], k: int
) -> Float[Tensor, "batch vocab_size"]:
    """Leave the k largest logits (and what equals the k-th), set the others to −∞.

    Fan et al. 2018, section 5.4. A k above the vocabulary keeps everything. What stays keeps its
    gradient.
    """
    smallest = logits.topk(min(k, logits.shape[-1])).values[..., -1:]
    return logits.masked_fill(logits < smallest, -torch.inf)


def keep_top_p(
    logits: Float[Tensor, "batch vocab_size"], p: float
) -> Float[Tensor, "batch vocab_size"]:
    """Leave the nucleus: the fewest likeliest tokens whose probabilities sum to at least p.

    Holtzman et al. 2020, section 3.1. The likeliest token always stays, even for a p of 0. Of equally
    likely ones any may stay, as few as suffice. What stays keeps its gradient.
    """
    ordered, places = logits.sort(dim=-1, descending=True)
    probabilities = ordered.softmax(dim=-1)
    before = probabilities.cumsum(dim=-1) - probabilities  # what the likelier ones sum to
    outside = before >= p
    outside[..., 0] = False
    return logits.masked_fill(outside.gather(-1, places.argsort(dim=-1)), -torch.inf)


def penalize_repetition(
    logits: Float[Tensor, "batch vocab_size"],
    previous: Int[Tensor, "batch positions"],
    penalty: float,
) -> Float[Tensor, "batch vocab_size"]:
    """Make tokens that have occurred less likely (Keskar et al. 2019, section 4.1).

    A positive logit is divided by the penalty, a negative one multiplied: both go down. It happens
    once, forwards and backwards, however often a token occurred.
    """
    # Gathered and scattered, a token that occurred twice would get its gradient twice.
    occurred = torch.zeros_like(logits, dtype=torch.bool).scatter(-1, previous, True)
    penalized = torch.where(logits > 0, logits / penalty, logits * penalty)
    return torch.where(occurred, penalized, logits)


@dataclass(frozen=True)
class Sampling(Checked):
    """How the next token is chosen."""

    temperature: Annotated[float, AtLeast(0)] = 1.0
    """0 takes the likeliest token always."""
    top_k: Annotated[int, AtLeast(1)] | None = None
    """Choose among so many likeliest tokens."""
    top_p: Annotated[float, Above(0), Between(0, 1)] | None = None
    """Choose among the likeliest tokens that together have this probability."""
    repetition_penalty: Annotated[float, Between(0.1, 10)] = 1.0
    """Above 1, tokens that have occurred become less likely."""

    def choose(
        self,
        logits: Float[Tensor, "batch vocab_size"],
        previous: Int[Tensor, "batch positions"],
        generator: torch.Generator | None = None,
    ) -> Int[Tensor, "batch 1"]:
        """Choose a token for each text of the batch.

        Args:
            logits: of the next token.
            previous: the tokens so far, for the repetition penalty.
            generator: what to draw with; torch's own by default.
        """
        # Sums of many small probabilities in 8 or 11 bits would stand still.
        logits = logits.to(torch.promote_types(logits.dtype, torch.float32))
        if self.repetition_penalty != 1:
            logits = penalize_repetition(logits, previous, self.repetition_penalty)
        if self.temperature < 1e-6:  # divided by less, logits become infinite
            return logits.argmax(dim=-1, keepdim=True)
        logits = apply_temperature(logits, self.temperature)
        if self.top_k is not None:
            logits = keep_top_k(logits, self.top_k)
        if self.top_p is not None:
            logits = keep_top_p(logits, self.top_p)
        return torch.multinomial(logits.softmax(dim=-1), 1, generator=generator)


GREEDY = Sampling(temperature=0)
