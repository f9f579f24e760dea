"""Beam search: the most probable output that a few hypotheses side by side can find.

Hypotheses grow by one token a step; of all continuations of all of them the best `width` stay
(Sutskever et al. 2014, section 3.2). One that ends leaves the beam, which is narrower from then on.
The probability of a sentence falls with every token, so finished hypotheses of different lengths
are compared by their log-probability over a length penalty (Wu et al. 2016, equation 14).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Protocol

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from shared.training.settings.ranges import AtLeast, Between, Checked


@dataclass(frozen=True)
class BeamSettings(Checked):
    """How to search; the defaults are the paper's (section 6.1)."""

    width: Annotated[int, Between(1, 1000)] = 4
    """Hypotheses a sentence; 1 is greedy."""
    alpha: Annotated[float, Between(0, 10)] = 0.6
    """Exponent of the length penalty; 0 compares plain probabilities."""
    extra: Annotated[int, AtLeast(0)] = 50
    """The output has at most so many tokens more than the input."""


class Predictor(Protocol):
    """What predicts the next tokens of many hypotheses, and remembers what it was given."""

    def __call__(self, tokens: Int[Tensor, " rows"]) -> Float[Tensor, "rows vocab_size"]:
        """Append a token to each hypothesis; return the log-probabilities of the next."""

    def select(self, rows: Int[Tensor, " kept"]) -> None:
        """Keep these hypotheses, in this order; one may be kept several times."""


def length_penalty(length: int, alpha: float) -> float:
    """Return ((5 + length) / 6)^α, by which a log-probability is divided.

    Args:
        length: tokens of the output, the end's among them.
        alpha: 0 for no penalty; the larger, the longer the chosen sentences.
    """
    return float(((5 + length) / 6) ** alpha)


def best_continuations(
    scores: Float[Tensor, "sentences width"],
    log_probabilities: Float[Tensor, "sentences width vocab_size"],
) -> tuple[
    Float[Tensor, "sentences width"],
    Int[Tensor, "sentences width"],
    Int[Tensor, "sentences width"],
]:
    """Choose the `width` best of all continuations of each sentence's hypotheses.

    Args:
        scores: log-probabilities of the hypotheses so far; −∞ for one that is no more.
        log_probabilities: of every next token after each hypothesis.

    Returns:
        their log-probabilities, best first, with their gradients; which hypothesis each continues;
        by which token.
    """
    vocab_size = log_probabilities.shape[-1]
    candidates = (scores[:, :, None] + log_probabilities).flatten(1)
    best, places = candidates.topk(scores.shape[1])
    return best, places // vocab_size, places % vocab_size


@torch.inference_mode()
def beam_search(
    predict: Predictor,
    limits: Int[Tensor, " sentences"],
    begin: int,
    end: int,
    settings: BeamSettings | None = None,
) -> list[list[int]]:
    """Find a probable output for each of several inputs, side by side.

    A hypothesis that can no longer win, however it goes on, leaves the beam; a sentence whose
    beam is empty leaves the batch.

    Args:
        predict: has `width` hypotheses for every sentence, those of one sentence in neighboring
            rows. Its first call gets `begin` for all of them.
        limits: the most tokens of each output, `end` among them.
        begin: the token before a sentence.
        end: the token after it.
        settings: of the search.

    Returns:
        the tokens of each output, without `begin` and `end`. Where nothing ended within its limit,
        the likeliest that was cut off.
    """
    settings = settings or BeamSettings()
    device, count, width = limits.device, len(limits), settings.width
    outputs: list[list[int]] = [[] for _ in range(count)]
    best = torch.full((count,), -torch.inf, device=device)
    sentences = torch.arange(count, device=device)  # the ones that are still in the batch
    # All hypotheses are equal at first: one of them goes on.
    scores = torch.full((count, width), -torch.inf, device=device)
    scores[:, 0] = 0.0
    free = torch.full((count,), width, device=device)  # places of the beam not taken by the ended
    tokens = torch.full((count, width, 1), begin, device=device)

    while len(sentences):
        length = tokens.shape[2]  # of the outputs after this step, their `begin` not counted
        rows = predict(tokens[:, :, -1].flatten())
        scores, parents, chosen = best_continuations(scores, rows.unflatten(0, (-1, width)))
        tokens = torch.cat(
            (tokens.gather(1, parents[:, :, None].expand(-1, -1, length)), chosen[:, :, None]), 2
        )
        scores = scores.masked_fill(torch.arange(width, device=device) >= free[:, None], -torch.inf)

        ended = (chosen == end) & scores.isfinite()
        free = free - ended.sum(dim=1)
        finals = (scores / length_penalty(length, settings.alpha)).where(ended, -torch.inf)
        _record(outputs, best, sentences, finals, tokens[:, :, 1:-1])
        scores = scores.masked_fill(ended, -torch.inf)

        at_limit = limits[sentences] == length
        cut = at_limit & best[sentences].isinf()
        _record(outputs, best, sentences[cut], scores[cut], tokens[cut, :, 1:])
        # A log-probability only falls and the penalty is largest at the limit: a bound.
        bounds = scores / _penalties(limits[sentences], settings.alpha)[:, None]
        hopeless = at_limit[:, None] | (bounds <= best[sentences][:, None])
        scores = scores.masked_fill(hopeless, -torch.inf)

        going: Bool[Tensor, " left"] = scores.isfinite().any(dim=1)
        first_rows = torch.arange(len(sentences), device=device)[:, None] * width
        predict.select((first_rows + parents)[going].flatten())
        sentences, scores, free, tokens = (
            tensor[going] for tensor in (sentences, scores, free, tokens)
        )
    return outputs


def _penalties(lengths: Int[Tensor, " left"], alpha: float) -> Float[Tensor, " left"]:
    return ((5 + lengths) / 6) ** alpha


def _record(
    outputs: list[list[int]],
    best: Float[Tensor, " sentences"],
    sentences: Int[Tensor, " some"],
    finals: Float[Tensor, "some width"],
    tokens: Int[Tensor, "some width length"],
) -> None:
    """Note each sentence's likeliest hypothesis where it beats the best so far; in place."""
    if not len(sentences):
        return
    highest, places = finals.max(dim=1)
    for row in (highest > best[sentences]).nonzero().flatten().tolist():
        best[sentences[row]] = highest[row]
        outputs[int(sentences[row])] = tokens[row, places[row]].tolist()
