"""Our COCO evaluation against four packages: equal figures, or it fails.

hotcoco and ultrafast-pycocotools are measured where they are installed:
`pip install hotcoco ultrafast-pycocotools`.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import os
import tempfile
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from faster_coco_eval import COCO as FastCOCO
from faster_coco_eval import COCOeval_faster
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from final_ssd.metrics.coco import coco
from final_ssd.metrics.objects import GroundTruth, Predictions
from shared.benchmark import compare
from shared.commands import run as run_command
from shared.training.settings.ranges import AtLeast, check

RESULTS = Path(__file__).parents[1] / "results"
PEER, FAST, OURS = "pycocotools", "faster-coco-eval", "ours"
RUST = {"hotcoco": "hotcoco", "ultrafast-pycocotools": "ultrafast_pycocotools"}
"""Names of packages, and of their modules."""
os.environ.setdefault("RAYON_NUM_THREADS", "1")  # of what is written in Rust


def random_case(
    images: int, detections: int, classes: int, objects: int
) -> tuple[Predictions, GroundTruth]:
    """Draw objects anywhere; 60 % of the detections near one, of its class."""
    rng = np.random.default_rng(0)

    def boxes(count: int) -> np.ndarray:
        corner, sides = rng.integers(0, 3200, (count, 2)), rng.integers(16, 1600, (count, 2))
        return np.concatenate([corner, corner + sides], axis=1) / 8

    total, count = images * objects, images * detections
    ground_truth = GroundTruth.of(
        rng.integers(images, size=total), rng.integers(classes, size=total), boxes(total)
    )
    near, of = rng.random(count) < 0.6, rng.integers(total, size=count)
    moved = ground_truth.boxes[of] + rng.integers(-40, 41, (count, 4)) / 8
    moved[:, 2:] = np.maximum(moved[:, 2:], moved[:, :2] + 1)
    predictions = Predictions.of(
        np.where(near, ground_truth.images[of], np.arange(count) // detections),
        np.where(near, ground_truth.classes[of], rng.integers(classes, size=count)),
        np.where(near[:, None], moved, boxes(count)),
        rng.random(count),
    )
    return predictions, ground_truth


def dataset(data: Predictions | GroundTruth, images: int, classes: int) -> dict[str, Any]:
    """Return predictions or ground truth as COCO's files have them."""
    entries = []
    for number, (x1, y1, x2, y2) in enumerate(data.boxes.tolist()):
        entry = {
            "id": number + 1, "image_id": int(data.images[number]) + 1,
            "category_id": int(data.classes[number]) + 1, "bbox": [x1, y1, x2 - x1, y2 - y1],
            "area": (x2 - x1) * (y2 - y1), "iscrowd": 0,
        }  # fmt: skip
        if isinstance(data, Predictions):
            entry["score"] = float(data.scores[number])
        entries.append(entry)
    return {
        "images": [{"id": number + 1} for number in range(images)],
        "categories": [{"id": number + 1, "name": str(number)} for number in range(classes)],
        "annotations": entries,
    }


def filled(kind: Any, content: dict[str, Any]) -> Any:
    """Return a COCO object of pycocotools or faster-coco-eval."""
    side = kind()
    side.dataset = content
    side.createIndex()
    return side


def loaded(kind: Any, truth: dict[str, Any], found: dict[str, Any]) -> list[Any]:
    """Return both COCO objects of a package that keeps what it has read from files in a form of its own."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, name) for name in ("truth.json", "found.json")]
        paths[0].write_text(json.dumps(truth))
        paths[1].write_text(json.dumps(found["annotations"]))
        side = kind(str(paths[0]))
        return [side, side.loadRes(str(paths[1]))]


def main(
    images: int = 500, detections: int = 100, classes: int = 80, rounds: int = 5, save: bool = False
) -> None:
    """Time the evaluation alone: the data are in memory, in each one's own form.

    Args:
        images: how many.
        detections: of each image.
        classes: of detections and objects.
        rounds: how often each is timed.
        save: write the results file.
    """
    for name, value in (
        ("images", images), ("detections", detections), ("classes", classes), ("rounds", rounds),
    ):  # fmt: skip
        check(f"--{name}", value, AtLeast(1))
    predictions, ground_truth = random_case(images, detections, classes, objects=7)

    truth, found = (dataset(data, images, classes) for data in (ground_truth, predictions))

    def run(evaluation: Any, sides: list[Any]) -> Any:
        def call() -> np.ndarray:
            with contextlib.redirect_stdout(io.StringIO()):
                one = evaluation(*sides, "bbox")
                one.evaluate()
                one.accumulate()
                one.summarize()
            return np.asarray(one.stats)[:12]

        return call

    with contextlib.redirect_stdout(io.StringIO()):
        peers = {
            PEER: run(COCOeval, [filled(COCO, side) for side in (truth, found)]),
            FAST: run(COCOeval_faster, [filled(FastCOCO, side) for side in (truth, found)]),
        }
        for name, module in RUST.items():
            if find_spec(module):
                kinds = importlib.import_module(module)
                sides = loaded(kinds.COCO, truth, found)
                peers[f"{name} {version(name)}"] = run(kinds.COCOeval, sides)

    def agree(results: dict[str, Any]) -> None:
        for name, figures in results.items():
            near = 1e-6 if name == FAST else 1e-9
            np.testing.assert_allclose(figures, results[OURS], rtol=0, atol=near)

    result = compare(
        {
            **peers,
            OURS: lambda: np.array(list(coco(predictions, ground_truth, classes).summary().values())),
        },
        baseline=PEER, agree=agree, rounds=rounds, warmup=1,
    )  # fmt: skip
    result.show()
    if save:
        result.save(
            RESULTS / "benchmark_map.json",
            about="COCO's twelve figures of random detections.",
            command="python benchmarks/average_precision.py --save",
        )


if __name__ == "__main__":
    run_command(main)
