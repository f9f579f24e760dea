"""What the studies measure of short trainings."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from work02_resnet_vgg.studies.ablations import last_errors
from work02_resnet_vgg.studies.degradation import side_by_side
from work02_resnet_vgg.studies.style import reached, search, settings
from work02_resnet_vgg.style.transfer import StyleConfig
from work02_resnet_vgg.training.config import SmallVggConfig, TrainConfig

TINY = dataclasses.replace(TrainConfig.smoke_test(), width=2, precision="fp32")
TINY_VGG = dataclasses.replace(SmallVggConfig.smoke_test(), smoke=False, precision="fp32")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs are made in the working directory."""
    monkeypatch.chdir(tmp_path)


def test_degradation_is_a_difference_of_training_errors() -> None:
    result = side_by_side(dataclasses.replace(TINY, epochs=2), 0)
    networks = result["networks"]
    assert list(networks) == ["plain-8", "resnet-8", "plain-14", "resnet-14"]
    difference = networks["plain-14"]["train/error"] - networks["plain-8"]["train/error"]
    assert result["train/degradation"]["plain"] == difference
    assert result["test/error/resnet-14"] == networks["resnet-14"]["test/error"], "as a run says it"
    assert [record["epoch"] for record in result["curves"]] == [1, 2]
    assert result["curves"][-1]["valid/error/resnet-8"] == networks["resnet-8"]["valid/error"]


def test_a_run_that_diverges_is_counted() -> None:
    config = dataclasses.replace(TINY, depths=(8,))
    result = last_errors(config, 0)
    assert result["diverged"] == 0
    assert 0 < result["valid/error/plain-8"] <= 1
    wild = dataclasses.replace(config, batch_norm=False, learning_rate=1e9)
    assert last_errors(wild, 0) == {"diverged": 1}


def test_the_lowest_loss_so_far_falls_and_the_network_is_trained_once() -> None:
    small_vgg = reached(TINY_VGG, 0)
    assert set(small_vgg) == {"valid/accuracy", "test/accuracy", "train/core_seconds"}
    config = {
        "small_vgg": TINY_VGG,
        "small_vgg_seed": 0,
        "content": "china.jpg",
        "style": "flower.jpg",
        "search": settings(StyleConfig(size=64, scales=1, passes=50, start="noise")),
    }
    result = search(config, 1)
    assert list(result["loss"]) == ["25", "50"]
    assert result["loss"]["50"] <= result["loss"]["25"] < result["curves"]["total"][0]
    assert {len(curve) for curve in result["curves"].values()} == {50}
    runs = [path for path in Path("runs/studies").glob("*/*") if path.is_dir()]
    assert len(runs) == 1
