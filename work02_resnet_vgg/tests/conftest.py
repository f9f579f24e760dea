"""What tests of several rooms need: a photo, and a file of weights."""

from __future__ import annotations

from pathlib import Path

import pytest
import safetensors.torch
import torch
from PIL import Image
from sklearn.datasets import load_sample_image

from shared.training.testing.examples import without_deadlines
from work02_resnet_vgg.models.cifar_resnet import CifarResNet

without_deadlines()


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "flower.jpg"
    Image.fromarray(load_sample_image("flower.jpg")).save(path)
    return path


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    torch.manual_seed(0)
    path = tmp_path / "resnet20.safetensors"
    safetensors.torch.save_file(CifarResNet(20).state_dict(), path)
    return path
