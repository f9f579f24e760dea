"""Configurations: each is complete, and what the command line changes stays changed."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest
import torch
from torchvision.models.detection.retinanet import _default_anchorgen

from final_ssd.data.annotations import Findings
from final_ssd.data.samples import make_target
from final_ssd.data.splits import Splits, load
from final_ssd.geometry.clustering import AnchorError
from final_ssd.training.config import TrainConfig, anchor_levels, retinanet_levels
from shared.training import parse_config, to_json
from shared.training.settings.config import from_json
from shared.training.settings.ranges import SettingsError

CONFIGURATIONS = TrainConfig.configurations()


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_a_configuration_is_named_after_itself_and_read_back_as_it_was(name: str) -> None:
    config = CONFIGURATIONS[name]
    assert config.preset == name
    assert from_json(TrainConfig, to_json(config)) == config


def test_an_option_changes_one_setting_of_a_named_configuration() -> None:
    config = parse_config(TrainConfig, ["--preset", "small", "--epochs", "3"], "")
    small = CONFIGURATIONS["small"]
    assert (config.epochs, config.image_size, config.network) == (3, 300, small.network)
    assert config.strides == (4, 8, 16, 32, 64)


def test_anchors_are_those_that_a_configuration_asks_for() -> None:
    default = CONFIGURATIONS["default"]
    splits = load(TrainConfig.smoke_test().data_settings, Findings())
    assert anchor_levels(default, splits) == retinanet_levels((8, 16, 32, 64, 128))
    clustered = anchor_levels(TrainConfig.smoke_test(), splits)
    assert [level.stride for level in clustered] == [4, 8, 16]
    assert all(len(level.shapes) == 3 for level in clustered)


def test_from_four_strides_on_the_anchors_are_retinanets() -> None:
    """torchvision cuts sizes to whole pixels, and rounds the edges around a cell's center."""
    ours = retinanet_levels((8, 16, 32, 64, 128), scale=4.0)
    theirs = _default_anchorgen().cell_anchors
    for level, boxes in zip(ours, theirs, strict=True):
        sides = (boxes[:, 2:] - boxes[:, :2]).tolist()
        for shape in level.shapes:  # theirs have another order
            assert min(math.dist(shape, other) for other in sides) < 2.5
        assert len(sides) == len(level.shapes) == 9
    default = retinanet_levels((8,))[0].shapes
    torch.testing.assert_close(torch.tensor(default), torch.tensor(ours[0].shapes) * 3 / 4)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("--epochs 0", "--epochs 0 is out of range"),
        ("--batch-size 0", "--batch-size 0"),
        ("--learning-rate 0", "--learning-rate 0"),
        ("--learning-rate nan", "--learning-rate nan"),
        ("--image-size 8", "--image-size 8"),
        ("--scenes 1", "--scenes 1"),
        ("--object-sizes 1 20", "--object-sizes 1 20"),
        ("--train-on-valid", "--train-on-valid needs --data bccd, voc or coco"),
        ("--object-sizes 40 20", "the smaller one first"),
        ("--object-sizes 70 90", "70 90: begin with at most half of --image-size 128"),
        ("--workers -1", "--workers -1"),
        ("--levels 0", "--levels 0"),
        ("--seed -1", "--seed -1"),
        ("--network.pyramid -1", "--pyramid -1"),
        ("--network.pyramid 0", "--network.no-shared-heads"),
        ("--network.pyramid 0 --network.no-shared-heads --levels 5", "has no stride 64"),
        ("--network.pyramid 50", "a multiple of 16"),
        ("--network.head-convolutions -1", "--head-convolutions -1"),
        ("--network.scores softmax", "--loss.classes focal needs --network.scores sigmoid"),
        ("--loss.classes hard_negatives", "needs --network.scores softmax"),
        ("--loss.box-weight -1", "--box-weight -1"),
        ("--loss.matching.positive 2", "--positive 2"),
        ("--loss.matching.negative 0.6", "is above"),
        ("--optimizer.warmup 2", "--warmup 2"),
        ("--optimizer.average 1", "--average 1"),
        ("--optimizer.clip -1", "--clip -1"),
        ("--data voc", "--data voc needs --folder"),
        ("--folder x", "--folder needs --data"),
        ("--classes cat", "--classes needs --data"),
        ("--data coco --folder x --classes cat cat", "names a class twice"),
        ("--download", "--download needs --data voc"),
    ],
)
def test_settings_out_of_range_are_refused_by_name(arguments: str, message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        parse_config(TrainConfig, arguments.split(), "")


def one_image(*boxes: list[float]) -> Any:
    """Splits of one image with these boxes."""
    target = make_target(torch.tensor(boxes).reshape(-1, 4), torch.zeros(len(boxes)))
    images: Any = [(torch.zeros(3, 64, 64, dtype=torch.uint8), target)] * 2
    return Splits(images, images, images, ("a",), (1,))


def test_ignored_boxes_make_no_anchors() -> None:
    splits = one_image([10, 10, 30, 40], [0, 0, 60, 60])
    splits.train[0][1]["ignored"][1] = True
    levels = anchor_levels(TrainConfig.smoke_test(), splits)
    assert levels == anchor_levels(TrainConfig.smoke_test(), one_image([10, 10, 30, 40]))


def test_one_box_is_enough_for_clustered_anchors() -> None:
    levels = anchor_levels(TrainConfig.smoke_test(), one_image([10, 10, 30, 40]))
    shapes = [shape for level in levels for shape in level.shapes]
    assert len(set(shapes)) == 9
    assert any(shape == pytest.approx((20, 30), abs=0.01) for shape in shapes)
    with pytest.raises(AnchorError, match="there is none"):
        anchor_levels(TrainConfig.smoke_test(), one_image())


def test_anchors_are_made_of_images_of_a_whole_list(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 40 images the first half have small boxes, and 10 are looked at."""
    monkeypatch.setattr("final_ssd.training.config.CLUSTERED_IMAGES", 10)
    small, large = one_image([10, 10, 16, 16]), one_image([2, 2, 60, 60])
    images: Any = [small.train[0]] * 20 + [large.train[0]] * 20
    composed = Splits(images, images, images, ("a",), (1,))
    from_files = replace(composed, entries={"train": ()})

    def largest(splits: Splits) -> float:
        levels = anchor_levels(TrainConfig.smoke_test(), splits)
        return max(max(shape) for level in levels for shape in level.shapes)

    assert largest(from_files) > 50
    assert largest(composed) < 20
