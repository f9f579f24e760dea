"""A recipe to begin the challenge with: what came after the last four characters. Attend further!

The judge calls `train` in a process of its own, with a budget of CPU seconds, and asks the function
that it returns for distributions. Change everything but the two signatures.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from jaxtyping import Float

ORDER = 4


def train(
    given: str, cpu_seconds: float, seed: int
) -> Callable[[list[str]], Float[np.ndarray, "context character"]]:
    """Learn from the text in `given` by counting, as Witten and Bell (1991) smooth.

    Args:
        given: a folder with `text.txt`, and `alphabet.txt`: all characters in their order.
        cpu_seconds: the budget; whoever passes it has no score.
        seed: for what is drawn.

    Returns:
        A function from contexts to the distribution of the character after each.
    """
    text, alphabet = (
        Path(given, f"{name}.txt").read_bytes().decode("utf-8") for name in ("text", "alphabet")
    )
    number = {character: index for index, character in enumerate(alphabet)}
    counts: list[dict[str, Float[np.ndarray, " character"]]] = [{} for _ in range(ORDER + 1)]
    for length, table in enumerate(counts):
        for at in range(length, len(text)):
            before = text[at - length : at]
            if before not in table:
                table[before] = np.zeros(len(alphabet), dtype=np.float32)
            table[before][number[text[at]]] += 1

    def after(context: str) -> Float[np.ndarray, " character"]:
        share = np.full(len(alphabet), 1 / len(alphabet))
        for length, table in enumerate(counts):
            seen = table.get(context[len(context) - length :])
            if seen is not None:
                kinds = np.count_nonzero(seen)
                share = (seen + kinds * share) / (seen.sum() + kinds)
        return share

    return lambda contexts: np.stack([after(context) for context in contexts])
