"""The Markov assumption, and why n cannot grow: n-grams that no text has shown.

A language model needs P(w_t | w_1 … w_{t−1}). The Markov assumption of order n − 1 (Markov 1913) lets
only the last tokens count:

    P(w_t | w_1 … w_{t−1}) ≈ P(w_t | w_{t−n+1} … w_{t−1})

With V tokens there are Vⁿ n-grams to know about, and a text of T tokens shows at most T − n + 1 of
them. So the longer the context, the more of a new text has never been counted: what smoothing
(`ngrams`) has to fill in, and what a network's state need not count. Dive into Deep Learning,
sections 9.1 to 9.3; Jurafsky & Martin, chapter 3.
"""

from __future__ import annotations

from collections.abc import Sequence

NGram = tuple[int, ...]


def ngrams_of(tokens: Sequence[int], order: int) -> list[NGram]:
    """Return the n-grams of a text, from left to right; none where it is shorter than `order`."""
    return list(zip(*(tokens[start:] for start in range(order)), strict=False))


def coverage(
    tokens: Sequence[int], held_out: Sequence[int], order: int, vocab_size: int
) -> tuple[float, float]:
    """Measure how much of the space of n-grams a text shows, and how much of another it lacks.

    Args:
        tokens: the training text.
        held_out: another text.
        order: n, at least 1.
        vocab_size: V, the number of tokens that there are.

    Returns:
        the share of the Vⁿ possible n-grams that stand in the training text; and of the n-grams of
        the held-out text, each as often as it stands there, the share that the training text lacks:
        0 where it has none.
    """
    shown = set(ngrams_of(tokens, order))
    asked = ngrams_of(held_out, order)
    unseen = sum(ngram not in shown for ngram in asked)
    return len(shown) / vocab_size**order, unseen / max(1, len(asked))
