"""The challenge: garments by their pictures, in two minutes of one core.

All 70,000 pictures of Fashion-MNIST are shuffled for each seed; 5,000 are hidden.
"""

from typing import Any

import numpy as np

from shared.data.images.labeled import load_fashion_mnist
from shared.grading.challenge.task import Drawn

HIDDEN = 5_000


def draw(rng: np.random.Generator) -> Drawn:
    """Hide 5,000 of all pictures."""
    parts = [load_fashion_mnist(split) for split in ("train", "test")]
    images = np.concatenate([part.images for part in parts])
    labels = np.concatenate([part.labels for part in parts]).astype(np.int64)
    order = rng.permutation(len(labels))
    hidden, known = order[:HIDDEN], order[HIDDEN:]
    return Drawn(
        given={"images": images[known], "labels": labels[known]},
        questions=[images[rows] for rows in np.array_split(hidden, 5)],
        answers=labels[hidden],
    )


def score(answers: np.ndarray, predictions: list[Any]) -> float:
    """Return the accuracy."""
    labels = np.concatenate([np.asarray(part).reshape(-1) for part in predictions])
    assert labels.shape == answers.shape, f"expected {len(answers)} labels, got {len(labels)}"
    assert labels.dtype.kind in "iu", f"a label is a whole number, not {labels.dtype}"
    return float((labels == answers).mean())
