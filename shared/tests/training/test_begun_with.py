"""A run goes on with what it has begun with, and with nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import torch
from toy import ToyConfig

from shared.training import CheckpointError, Run
from shared.training.begun_with import keep, refuse_others

IMAGES = torch.arange(12, dtype=torch.uint8).reshape(3, 2, 2)
CONTENT = {"classes": ("cat", "dog"), "mean": [0.1], "view": {"size": 3, "scale": 0.5}}


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return Run(ToyConfig(runs=tmp_path, precision="fp32", device="cpu"), name="toy")


def test_the_same_data_are_written_again(run: Run) -> None:
    for _ in range(2):
        keep(run, "data.json", CONTENT, IMAGES, ["text"])
    written = json.loads((run.folder / "data.json").read_text())
    assert written["classes"] == ["cat", "dog"]
    assert len(written.pop("data")) == 16
    assert written.keys() == CONTENT.keys()


@pytest.mark.parametrize(
    ("content", "data", "named"),
    [
        ({"classes": ("cat", "zebra")}, (IMAGES, "text"), r" \(other classes than in .*\)"),
        ({"classes": ("cat", "dog", "eel")}, (IMAGES, "text"), r" \(other classes than in .*\)"),
        ({"view": {"size": 3}}, (IMAGES, "text"), r" \(other view than in .*\)"),
        ({"mean": [0.1001]}, (IMAGES, "text"), r" \(other mean than in .*\)"),
        ({}, (IMAGES, "texts"), ""),
        ({}, (IMAGES + 1, "text"), ""),
        ({}, (IMAGES.reshape(3, 4), "text"), ""),
        ({}, (IMAGES.int(), "text"), ""),
        ({}, (IMAGES,), ""),
    ],
)
def test_other_data_are_refused_and_the_file_stays(
    run: Run, content: dict[str, Any], data: tuple[object, ...], named: str
) -> None:
    keep(run, "data.json", CONTENT, IMAGES, "text")
    before = (run.folder / "data.json").read_bytes()
    with pytest.raises(
        CheckpointError, match=rf"has begun{named}: bring them back, or start a new"
    ):
        keep(run, "data.json", CONTENT | content, *data)
    assert (run.folder / "data.json").read_bytes() == before


def test_a_mean_that_another_machine_rounds_otherwise_is_the_same(run: Run) -> None:
    keep(run, "data.json", CONTENT, IMAGES)
    keep(run, "data.json", CONTENT | {"mean": [0.1 + 1e-12]}, IMAGES)


def test_what_an_earlier_version_did_not_write_is_not_compared(run: Run) -> None:
    path = run.folder / "data.json"
    path.write_text('{"classes": ["cat", "dog"], "old": 1}')
    refuse_others(path, CONTENT)
    with pytest.raises(CheckpointError, match="other classes"):
        refuse_others(path, {"classes": ["cat"]})
    keep(run, "data.json", CONTENT, IMAGES)
    with pytest.raises(CheckpointError, match="the data are not those"):
        keep(run, "data.json", CONTENT, IMAGES[:2])
