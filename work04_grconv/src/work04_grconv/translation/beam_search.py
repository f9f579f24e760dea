"""Greedy search and beam search, for a whole batch of sentences at once.

Both know the model as a function: tokens and states of some rows in, the next tokens' log
probabilities and the new states out. A row is a sentence, or one hypothesis of a sentence; which
one, the model knows from the row's state alone. So any rows may be asked for, in any order.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from jaxtyping import Float, Int64
from torch import Tensor

from work04_grconv.text.vocabulary import BEGIN, END

State = Float[Tensor, "row hidden"]
NextToken = Callable[[Int64[Tensor, " row"], State], tuple[Float[Tensor, "row vocabulary"], State]]

NEVER = float("-inf")


@dataclass(frozen=True)
class Hypothesis:
    """A translation: its tokens without END, its log probability, and the score it won by."""

    tokens: tuple[int, ...]
    log_probability: float
    score: float


def greedy_search(step: NextToken, state: State, longest: int) -> list[list[int]]:
    """Take the likeliest token, again and again, until each sentence has its END.

    Args:
        step: the model; a row is a sentence.
        state: before the first token, which follows BEGIN.
        longest: tokens in a translation at most, END included; with 0 all are empty.

    Returns:
        each sentence's tokens without END; what its row would go on with does not count.
    """
    tokens = torch.full((len(state),), BEGIN, device=state.device)
    ended = torch.zeros(len(state), dtype=torch.bool, device=state.device)
    steps = []
    for _ in range(longest):
        log_probabilities, state = step(tokens, state)
        tokens = log_probabilities.argmax(dim=1).masked_fill(ended, END)
        steps.append(tokens)
        ended = ended | (tokens == END)
        if ended.all():
            break
    rows = torch.stack(steps, dim=1).tolist() if steps else [[] for _ in state]
    return [row[: row.index(END)] if END in row else row for row in rows]


def normalized_score(
    log_probability: Float[Tensor, " batch"], length: int, power: float
) -> Float[Tensor, " batch"]:
    """Return log P / length^power, so that long translations are not lost for their length alone.

    Args:
        log_probability: of whole translations, END included.
        length: in tokens, END included.
        power: 0 compares probabilities, 1 the mean log probability of a token.
    """
    return log_probability / length**power


def beam_search(
    step: NextToken, state: State, *, beam: int, longest: int, power: float = 1.0
) -> list[Hypothesis]:
    """Keep the `beam` likeliest beginnings of each sentence, and return its best translation.

    At each step every beginning is continued by every token. Of these the 2·beam likeliest are
    looked at: those that end (one a beginning at most) compete as translations by their
    normalized score, and the `beam` best of the others go on. The search stops when no beginning
    of any sentence can beat its best translation any more, however it goes on.

    Args:
        step: the model; a row is a hypothesis.
        state: each sentence's before the first token, which follows BEGIN.
        beam: hypotheses kept; there may be fewer, for a token of log probability −∞ continues none.
        longest: tokens in a translation at most, END included, and at least 1; what has not ended
            by then does, with the probability of its END.
        power: of the length, see `normalized_score`; not negative.
    """
    batch, device = len(state), state.device
    first_rows = beam * torch.arange(batch, device=device)[:, None]
    state = state.repeat_interleave(beam, dim=0)
    tokens = torch.full((batch * beam,), BEGIN, device=device)
    # All rows of a sentence are alike at first, so only the first may be continued.
    log_probability = state.new_full((batch, beam), NEVER)
    log_probability[:, 0] = 0
    written = tokens.new_full((batch, beam, longest), END)
    best = _Best(written[:, 0].clone(), *(log_probability[:, 0] + NEVER for _ in range(2)))
    for length in range(1, longest + 1):
        scored, state = step(tokens, state)
        size = scored.shape[1]
        if length == longest:  # it must end
            scored = torch.where(torch.arange(size, device=device) == END, scored, NEVER)
        continued = log_probability[:, :, None] + scored.view(batch, beam, size)
        likeliest, places = continued.flatten(start_dim=1).topk(min(2 * beam, beam * size))
        rows, words = places // size, places % size

        ended, column = likeliest.masked_fill(words != END, NEVER).max(dim=1)
        best.improve(ended, length, power, _row(written, rows.gather(1, column[:, None])[:, 0]))

        log_probability, kept = likeliest.masked_fill(words == END, NEVER).topk(beam)
        rows, words = rows.gather(1, kept), words.gather(1, kept)
        written = written.gather(1, rows[:, :, None].expand_as(written))
        written[:, :, length - 1] = words
        # log P only falls and is divided by longest^power at most: no beginning gets above this.
        if (normalized_score(log_probability[:, 0], longest, power) <= best.score).all():
            break
        state, tokens = state[(first_rows + rows).flatten()], words.flatten()
    return best.hypotheses()


def _row(written: Tensor, rows: Tensor) -> Tensor:
    """Return one row of each sentence."""
    return written[torch.arange(len(written), device=written.device), rows]


@dataclass
class _Best:
    """Each sentence's best translation so far."""

    tokens: Int64[Tensor, "batch longest"]
    log_probability: Float[Tensor, " batch"]
    score: Float[Tensor, " batch"]

    def improve(self, ended: Tensor, length: int, power: float, tokens: Tensor) -> None:
        """Take translations of `length` tokens where they score higher."""
        score = normalized_score(ended, length, power)
        better = score > self.score
        self.score = torch.where(better, score, self.score)
        self.log_probability = torch.where(better, ended, self.log_probability)
        self.tokens = torch.where(better[:, None], tokens, self.tokens)

    def hypotheses(self) -> list[Hypothesis]:
        """Return one hypothesis a sentence."""
        rows = (tuple(row[: row.index(END)]) for row in self.tokens.tolist())
        numbers = zip(self.log_probability.tolist(), self.score.tolist(), strict=True)
        return [Hypothesis(row, *pair) for row, pair in zip(rows, numbers, strict=True)]
