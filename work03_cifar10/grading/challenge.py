"""The challenge: CIFAR-10 in five minutes of one core.

All 60,000 images are shuffled for each seed; 5,000 are hidden. Whoever knew the official test images
by heart would not know which of them are asked.
"""

from typing import Any

import numpy as np

from shared.grading.challenge.task import Drawn
from work03_cifar10.data.by_name import load_by_name

HIDDEN = 5_000
AT_A_TIME = 1_000


def draw(rng: np.random.Generator) -> Drawn:
    """Hide 5,000 of all images."""
    data = load_by_name("cifar10", image_size=32, held_out=0)
    pixels = np.concatenate([data.train.pixels.numpy(), data.test.pixels.numpy()])
    labels = np.concatenate([data.train.labels.numpy(), data.test.labels.numpy()])
    order = rng.permutation(len(labels))
    hidden, known = order[:HIDDEN], order[HIDDEN:]
    return Drawn(
        given={"images": pixels[known], "labels": labels[known]},
        questions=[pixels[hidden[at : at + AT_A_TIME]] for at in range(0, HIDDEN, AT_A_TIME)],
        answers=labels[hidden],
    )


def score(answers: np.ndarray, predictions: list[Any]) -> float:
    """Return the accuracy."""
    labels = np.concatenate([np.asarray(part).reshape(-1) for part in predictions])
    assert labels.shape == answers.shape, f"expected {len(answers)} labels, got {len(labels)}"
    assert labels.dtype.kind in "iu", f"a label is a whole number, not {labels.dtype}"
    return float((labels == answers).mean())
