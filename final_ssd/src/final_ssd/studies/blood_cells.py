"""Photos of blood cells: what networks of several sizes reach, in one view of a photo and in four.

`blood_cells` is for choosing, by validation photos; test scores of these candidates are recorded, and
choose nothing. `blood_cells_chosen` is the end: what was chosen, trained on training and validation photos
with five seeds. `blood_cells_r50` is the R50-FPN-SSD beside it.
`blood_cells_shown` trains the smallest of them and draws what it gets right and wrong.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, Literal

from final_ssd.data.annotations import Findings
from final_ssd.figures.outcomes import draw_extremes
from final_ssd.metrics.bootstrap import photo_intervals
from final_ssd.metrics.evaluation import detect_split, evaluate
from final_ssd.models.saved import load_detector
from final_ssd.models.tta import Views
from final_ssd.studies.scenes import smallest_anchor
from final_ssd.training.config import TrainConfig
from final_ssd.training.loop import train
from final_ssd.training.trained import load_for
from shared.studies import Measured, Study, picture, study, trained
from shared.training import read_metrics, read_summary

CONFIGURATIONS = TrainConfig.configurations()
LIGHT = dataclasses.replace(
    CONFIGURATIONS["light"],
    data="bccd",
    image_size=256,
    finest_stride=8,
    frozen_stages=1,
    epochs=24,
    batch_size=8,
)
NETWORKS = (
    dataclasses.replace(LIGHT, image_size=384),
    dataclasses.replace(LIGHT, image_size=384, augment="light"),
    LIGHT,
)
R50 = dataclasses.replace(
    CONFIGURATIONS["default"], data="bccd", image_size=384, frozen_stages=1, epochs=12
)
VIEWS: tuple[Views, ...] = (1, 4)
CHOSEN = dataclasses.replace(LIGHT, image_size=384, train_on_valid=True)
CHOSEN_VIEWS: Views = 4
SPLITS: tuple[Literal["valid", "test"], ...] = ("valid", "test")


def labels_of(config: TrainConfig) -> dict[str, Any]:
    """Return a network's columns."""
    return {
        "preset": config.preset, "pixels": config.image_size, "augmentation": config.augment,
    }  # fmt: skip


def reached_by_views(config: TrainConfig, seed: int) -> dict[str, Any]:
    """Measure one trained detector's mAP, in one view of each photo and in four."""
    config = dataclasses.replace(config, seed=seed)
    run = trained(train, config)
    detector = load_detector(run)
    splits = load_for(detector.config, config.data_settings, Findings())
    scores: dict[str, Any] = {
        "train/core_seconds": read_summary(run)["cpu_seconds"],
        "smallest anchor": smallest_anchor(detector),
        "views": {},
        "epochs": read_metrics(run),
    }
    for views in VIEWS:
        found: dict[str, float] = {}
        for split in SPLITS:
            pairs = detect_split(detector, splits, split, views)
            result = evaluate(pairs, len(splits.classes))
            found[f"{split}/mAP"] = result.average_precision()
            found[f"{split}/mAP50"] = result.average_precision(0.5)
        scores["views"][str(views)] = found
    return scores


def reached_in_the_end(config: Mapping[str, Any], seed: int) -> dict[str, float]:
    """Measure a detector's mAP on the test photos, and where it lies over resampled photos."""
    training = dataclasses.replace(config["training"], seed=seed)
    run = trained(train, training)
    detector = load_detector(run)
    splits = load_for(detector.config, training.data_settings, Findings())
    pairs = detect_split(detector, splits, "test", config["views"])
    result = evaluate(pairs, len(splits.classes))
    scores = {
        "test/mAP": result.average_precision(),
        "test/mAP50": result.average_precision(0.5),
        "train/core_seconds": read_summary(run)["cpu_seconds"],
        "smallest anchor": smallest_anchor(detector),
    }
    for number, name in enumerate(splits.classes):
        scores[f"test/AP50 {name}"] = result.of_class(number, 0.5)
    for name, interval in photo_intervals(pairs, len(splits.classes)).items():
        scores |= {f"test/{name} low": interval.low, f"test/{name} high": interval.high}
    return scores


def shown(config: TrainConfig, seed: int) -> dict[str, Any]:
    """Measure one run on validation photos, and draw those with the best boxes and those with the worst."""
    run = trained(train, dataclasses.replace(config, seed=seed))
    detector = load_detector(run)
    splits = load_for(detector.config, config.data_settings, Findings())
    pairs = detect_split(detector, splits, "valid")
    result = evaluate(pairs, len(splits.classes))
    scores = {
        "valid/mAP": result.average_precision(),
        "valid/mAP50": result.average_precision(0.5),
        "train/core_seconds": read_summary(run)["cpu_seconds"],
    }
    photos = [splits.valid[number][0] for number in range(len(splits.valid))]  # type: ignore[arg-type]
    drawn = picture(lambda path: draw_extremes(photos, pairs, splits.classes, path), suffix=".png")
    return Measured(scores, {"blood_cells_shown.png": drawn})


@study(seeds=(0,))
def blood_cells_shown(s: Study) -> None:
    """Train the light network on small photos of blood cells, and draw its best and worst boxes."""
    for seed in s.seeds:
        labels = {"preset": LIGHT.preset, "pixels": LIGHT.image_size, "epochs": LIGHT.epochs}
        s.measure(labels, shown, LIGHT, seed)


@study(seeds=(0, 1, 2))
def blood_cells(s: Study) -> None:
    """Measure the light network on BCCD: two sizes, two augmentations, one view and four."""
    for config in NETWORKS:
        for seed in s.seeds:
            s.measure(labels_of(config), reached_by_views, config, seed)


@study(seeds=(0, 1, 2))
def blood_cells_r50(s: Study) -> None:
    """Measure the R50-FPN-SSD on BCCD, in one view and in four: about an hour a seed."""
    for seed in s.seeds:
        s.measure(labels_of(R50), reached_by_views, R50, seed)


@study(seeds=(0, 1, 2, 3, 4))
def blood_cells_chosen(s: Study) -> None:
    """Measure the chosen recipe on BCCD's test photos: trained on all others, four views."""
    labels = {"preset": CHOSEN.preset, "pixels": CHOSEN.image_size, "epochs": CHOSEN.epochs}
    for seed in s.seeds:
        settings = {"training": CHOSEN, "views": CHOSEN_VIEWS}
        s.measure({**labels, "views": CHOSEN_VIEWS}, reached_in_the_end, settings, seed)
