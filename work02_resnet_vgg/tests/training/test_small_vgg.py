"""The small VGG is trained once."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
import safetensors.torch
import torch

from work02_resnet_vgg.training import small_vgg
from work02_resnet_vgg.training.config import SmallVggConfig
from work02_resnet_vgg.training.small_vgg import small_vgg_in, train

TINY = dataclasses.replace(SmallVggConfig.smoke_test(), smoke=False, precision="fp32")


def test_the_small_vgg_is_trained_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        small_vgg, "SmallVggConfig", lambda runs: dataclasses.replace(TINY, runs=runs)
    )
    train(dataclasses.replace(SmallVggConfig.smoke_test(), runs=tmp_path))
    first = small_vgg_in(tmp_path)
    (folder,) = (path.parent for path in tmp_path.glob("*/small-vgg.json"))
    written = safetensors.torch.load_file(folder / "model.safetensors")
    torch.testing.assert_close(first.classifier.weight, written["classifier.weight"])
    again = small_vgg_in(tmp_path)
    torch.testing.assert_close(again.classifier.weight, written["classifier.weight"])
    assert len(list(tmp_path.iterdir())) == 2, "the smoke run, and the one that counts"
