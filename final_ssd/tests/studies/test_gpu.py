"""The studies for a GPU, with tiny sizes on whatever there is."""

from __future__ import annotations

import math
from typing import Any

import pytest
import torch

from final_ssd.studies.gpu import gpu_blood_cells, gpu_blood_cells_r50, gpu_images_a_second
from shared.studies import Study

FIRST = {"gpu_blood_cells": "test/mAP", "gpu_images_a_second": "images_per_second"}


@pytest.fixture(autouse=True)
def on_one_thread() -> Any:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def wanted(definition: Any, *, rehearsal: bool) -> list[Any]:
    """What a study asks for with two seeds, where 448 pixels are the best."""

    def run(study: Study, labels: Any) -> list[dict[str, float]]:
        return [{"valid/mAP": float(labels["pixels"] == 448)}]

    study = Study((0, 1), run, rehearsal=rehearsal)
    definition.function(study)
    return study.wanted


def test_what_is_wanted() -> None:
    *tried, first, second = wanted(gpu_blood_cells, rehearsal=False)
    assert [one.labels["measured on"] for one in tried] == ["valid"] * 3
    assert not any(one.config["training"].train_on_valid for one in tried)
    for one in (first, second):
        assert one.labels["measured on"] == "test"
        assert one.config["training"].image_size == 448
        assert one.config["training"].train_on_valid
    assert len(wanted(gpu_blood_cells_r50, rehearsal=False)) == 2
    assert len(wanted(gpu_images_a_second, rehearsal=False)) == 5


@pytest.mark.parametrize("definition", [gpu_blood_cells, gpu_images_a_second])
def test_a_rehearsal_measures(definition: Any) -> None:
    asked = wanted(definition, rehearsal=True)
    by_function = {one.function: one for one in asked}
    for function, one in by_function.items():
        metrics = function(one.config, *([] if one.seed is None else [one.seed]))
        assert FIRST[definition.name] in metrics
        assert metrics["seconds"] > 0
        assert all(math.isfinite(v) for v in metrics.values() if isinstance(v, float))
