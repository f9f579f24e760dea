"""The challenge: garments in pictures that show several, in five minutes of one core.

1,000 scenes of Fashion-MNIST's pictures to learn from, and 200 others, of other pictures, to find
garments in. All are drawn anew for each seed.
"""

from typing import Any

import numpy as np

from final_ssd.data.scenes import Scenes, SceneSettings, Source
from final_ssd.metrics.objects import GroundTruth, Predictions
from final_ssd.metrics.voc import voc_average_precisions
from shared.grading.challenge.task import Drawn

KNOWN, ASKED, SIZE = 1_000, 200, 96


def draw(
    rng: np.random.Generator,
    known: int = KNOWN,
    asked: int = ASKED,
    source: Source = "fashion-mnist",
) -> Drawn:
    """Compose the scenes, so many to learn from and to ask, of a source's pictures."""
    settings = SceneSettings(size=SIZE, most=4, smallest=16, largest=40, source=source)
    seed = int(rng.integers(2**31))
    learned = _arrays(Scenes(known, "train", settings, seed))
    images, *hidden = _arrays(Scenes(asked, "test", settings, seed))
    names = ("images", "numbers", "classes", "boxes")
    return Drawn(
        given=dict(zip(names, learned, strict=True)),
        questions=list(images),
        answers=GroundTruth.of(*hidden),
    )


def _arrays(scenes: Scenes) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return images (channels last), and for each object its image's number, class and box."""
    images, numbers, classes, boxes = [], [], [], []
    for number in range(len(scenes)):
        image, target = scenes[number]
        images.append(image.movedim(0, -1).numpy())
        numbers += [number] * len(target["boxes"])
        classes.append(target["classes"].numpy())
        boxes.append(target["boxes"].numpy())
    return np.stack(images), np.array(numbers), np.concatenate(classes), np.concatenate(boxes)


def score(answers: GroundTruth, predictions: list[Any]) -> float:
    """Return the mean over classes of the average precision at an IoU of 0.5."""
    rows = [np.asarray(one, dtype=float).reshape(-1, 6) for one in predictions]
    assert all(np.isfinite(one).all() for one in rows), "boxes, classes and scores are finite"
    images = np.repeat(np.arange(len(rows)), [len(one) for one in rows])
    table = np.concatenate(rows)
    found = Predictions.of(images, table[:, 4].astype(int), table[:, :4], table[:, 5])
    classes = int(answers.classes.max()) + 1
    return float(np.nanmean(voc_average_precisions(found, answers, classes)))
