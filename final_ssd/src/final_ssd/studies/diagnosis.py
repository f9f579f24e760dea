"""Where each of the earlier hand-in's mistakes shows, step by step (`training/diagnosis.py`)."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from functools import partial
from typing import Any

from final_ssd.data.annotations import Findings
from final_ssd.data.splits import load
from final_ssd.studies.earlier_hand_in import (
    Mistakes,
    earlier_detector,
    earlier_levels,
    earlier_loss,
    repairs,
)
from final_ssd.training.config import TrainConfig, anchor_levels
from final_ssd.training.diagnosis import diagnose
from shared.studies import Study, study
from shared.training import Loop

IMAGES, STEPS = 4, 40
_, REPAIRED = list(repairs().items())[-2]
CASES = {
    "no mistake": Mistakes(),
    "anchors of a fifth of the image and more": Mistakes(large_anchors=True),
    "one mean over all anchors": Mistakes(mean_over_all=True),
    "and rows of zeros beside the objects": Mistakes(padding=20, mean_over_all=True),
    "all of them": Mistakes(20, True, True, True),
}


def diagnosed(config: Mapping[str, Any], seed: int) -> dict[str, Any]:
    """Measure each step of the diagnosis with some mistakes, before training."""
    training: TrainConfig = dataclasses.replace(config["training"], seed=seed)
    mistakes: Mistakes = config["mistakes"]
    Loop(seed, device="cpu", precision="fp32")  # seeds what follows
    splits = load(training.data_settings, Findings())
    if mistakes.large_anchors:
        levels = earlier_levels(training.image_size, training.strides)
    else:
        levels = anchor_levels(training, splits)
    detector = earlier_detector(training, mistakes, splits.classes, levels)
    samples = [splits.train[number] for number in range(IMAGES)]
    loss = partial(earlier_loss, mistakes=mistakes)
    steps, losses = diagnose(detector, samples, training, loss, STEPS)
    names = ("labels", "overlapped", "answering", "truth", "outputs", "say", "reached", "unlearned",
             "by heart")  # fmt: skip
    return {
        **{name: step.value for name, step in zip(names, steps, strict=True)},
        "failures": sum(not step.good for step in steps),
        "losses": losses,
    }


@study(seeds=(0, 1, 2))
def diagnosis(s: Study) -> None:
    """Go through the steps of debugging with each mistake of the earlier hand-in, and with none."""
    for title, mistakes in CASES.items():
        settings = {"training": REPAIRED[0], "mistakes": mistakes}
        for seed in s.seeds:
            s.measure({"mistake": title}, diagnosed, settings, seed)
