"""The small VGG is trained once."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import safetensors.torch
import torch

from work02_resnet_vgg.training.config import SmallVggConfig
from work02_resnet_vgg.training.small_vgg import train, trained


def test_the_small_vgg_is_trained_once(tmp_path: Path) -> None:
    config = dataclasses.replace(SmallVggConfig.smoke_test(), runs=tmp_path, precision="fp32")
    first = train(config)
    model = trained(config)
    assert [folder.name for folder in tmp_path.iterdir()] == [first.name]
    written = safetensors.torch.load_file(first / "model.safetensors")
    torch.testing.assert_close(model.classifier.weight, written["classifier.weight"])
    other = dataclasses.replace(config, seed=1)
    trained(other)
    assert len(list(tmp_path.iterdir())) == 2, "of other settings"
