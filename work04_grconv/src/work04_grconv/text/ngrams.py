"""n-gram language models: the next token from the last n − 1, by counting."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence

from work04_grconv.errors import TextError

Counts = dict[tuple[int, ...], dict[int, int]]  # context → token → how often


def count_ngrams(tokens: Sequence[int], order: int) -> Counts:
    """Count how often each token follows each context of `order` − 1 tokens.

    Args:
        tokens: a text.
        order: n, at least 1. For n = 1 the only context is ().
    """
    counts: dict[tuple[int, ...], Counter[int]] = defaultdict(Counter)
    for end in range(order - 1, len(tokens)):
        counts[tuple(tokens[end - order + 1 : end])][tokens[end]] += 1
    return {context: dict(after) for context, after in counts.items()}


class KneserNey:
    """Interpolated Kneser–Ney smoothing (Chen & Goodman 1998, section 2.7), one discount.

    A discount D is taken from each count and given to the lower order, and the lower orders ask
    not how often a token occurs but after how many different tokens: "Francisco" is frequent,
    but only after "San".

        P(w | c) = max(N(c w) − D, 0) / N(c ·) + D · (kinds after c) / N(c ·) · P(w | c')

    where c' is c without its first token, and the lowest order mixes with the uniform one.

    Args:
        tokens: the training text.
        order: n, at least 1.
        vocab_size: number of tokens.
        discount: D, between 0 and 1.
    """

    def __init__(
        self, tokens: Sequence[int], order: int, vocab_size: int, discount: float = 0.75
    ) -> None:
        self.order, self.vocab_size, self.discount = order, vocab_size, discount
        highest = count_ngrams(tokens, order)
        self.counts = [highest]  # from the highest order down
        for _ in range(order - 1):
            self.counts.append(continuation_counts(self.counts[-1]))
        self._totals = [
            {context: sum(after.values()) for context, after in level.items()}
            for level in self.counts
        ]

    def probability(self, context: Sequence[int], token: int) -> float:
        """Return P(token | the last n − 1 tokens of `context`), as the class defines it.

        A context that the text lacks leaves all to the lower order, and so does one of fewer
        tokens. A token that the text lacks has its part of the uniform distribution.
        """
        context = tuple(context)
        chance = 1 / self.vocab_size
        for level in range(self.order - 1, -1, -1):
            known = context[len(context) - (self.order - 1 - level) :]
            after = self.counts[level].get(known)
            if after is None:
                continue  # not in the text: the lower order decides alone
            total = self._totals[level][known]
            kept = max(after.get(token, 0) - self.discount, 0) / total
            chance = kept + self.discount * len(after) / total * chance
        return chance

    def perplexity(self, tokens: Sequence[int]) -> float:
        """Return exp of the mean −log P of `tokens` from the n-th on.

        Raises:
            TextError: fewer than n tokens.
        """
        if len(tokens) < self.order:
            raise TextError(
                f"{len(tokens)} tokens are too few for {self.order}-grams: take a longer text"
            )
        losses = [
            -math.log(self.probability(tokens[end - self.order + 1 : end], tokens[end]))
            for end in range(self.order - 1, len(tokens))
        ]
        return math.exp(math.fsum(losses) / len(losses))


def continuation_counts(counts: Counts) -> Counts:
    """Count, for each shorter context and token, how many different tokens stand before the two.

    Args:
        counts: context → token → count, contexts of n − 1 tokens, n ≥ 2.

    Returns:
        the same for contexts of n − 2 tokens, with the kinds of the first token for counts; only
        those that are not 0.
    """
    kinds: dict[tuple[int, ...], Counter[int]] = defaultdict(Counter)
    for context, after in counts.items():
        for token in after:
            kinds[context[1:]][token] += 1
    return {context: dict(after) for context, after in kinds.items()}
