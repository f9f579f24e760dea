"""The challenge: the next character of Shakespeare, in five minutes of one core.

A fifth of the text is hidden, in pieces that are drawn anew for each seed. The model is asked for the
distribution of the character after each of 1,500 contexts that do not overlap.
"""

from typing import Any

import numpy as np

from shared.data.text import load_book
from shared.grading.challenge.task import Drawn

CONTEXT, ASKED, AT_A_TIME, PIECES = 128, 1_500, 100, 40
LEAST = 1e-6


def draw(rng: np.random.Generator) -> Drawn:
    """Hide pieces of the text; ask for one character after each context in them."""
    text = load_book("tinyshakespeare")
    alphabet = sorted(set(text))
    length = len(text) // (5 * PIECES)
    places = rng.choice(5 * PIECES, size=PIECES, replace=False) * length
    known, contexts, answers = [], [], []
    end = 0
    for start in sorted(places.tolist()):
        known.append(text[end:start])
        end = start + length
        piece = text[start:end]
        for at in range(0, len(piece) - CONTEXT, CONTEXT + 1):
            contexts.append(piece[at : at + CONTEXT])
            answers.append(alphabet.index(piece[at + CONTEXT]))
    known.append(text[end:])
    order = rng.permutation(len(answers))[:ASKED]
    asked = [contexts[number] for number in order]
    return Drawn(
        given={"text.txt": "\n".join(known), "alphabet.txt": "".join(alphabet)},
        questions=[asked[at : at + AT_A_TIME] for at in range(0, len(asked), AT_A_TIME)],
        answers=(len(alphabet), np.array([answers[number] for number in order])),
    )


def score(answers: tuple[int, np.ndarray], predictions: list[Any]) -> float:
    """Return bits a character; no probability counts as less than a millionth."""
    size, labels = answers
    rows = np.concatenate([np.asarray(part, dtype=float).reshape(-1, size) for part in predictions])
    assert len(rows) == len(labels), f"expected {len(labels)} distributions, got {len(rows)}"
    assert (rows >= 0).all(), "a probability is not negative"
    assert np.allclose(rows.sum(1), 1, atol=1e-3), "probabilities add up to 1"
    chosen = (rows / rows.sum(1, keepdims=True))[np.arange(len(labels)), labels]
    return float(-np.log2(np.maximum(chosen, LEAST)).mean())
