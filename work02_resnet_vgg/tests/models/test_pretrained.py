"""Trained weights."""

from __future__ import annotations

from pathlib import Path

import torch
import torchvision
from PIL import Image
from sklearn.datasets import load_sample_image

from shared.data.testing import requires_data
from shared.training import Loop, Rows
from work02_resnet_vgg.data import load
from work02_resnet_vgg.metrics.evaluation import accuracy
from work02_resnet_vgg.models.pretrained import load_classifier


def test_a_file_of_torchvisions_gives_torchvisions_answer(tmp_path: Path) -> None:
    theirs = torchvision.models.resnet18().eval()
    path = tmp_path / "resnet18.pth"
    torch.save(theirs.state_dict(), path)
    classifier = load_classifier("resnet18", str(path))
    image = Image.fromarray(load_sample_image("china.jpg"))
    published = torchvision.models.ResNet18_Weights.IMAGENET1K_V1
    inputs = classifier.scale(classifier.crop(image))
    # Resizing bytes as a tensor or by Pillow rounds differently, by a level or two of 255.
    torch.testing.assert_close(inputs, published.transforms()(image), rtol=0, atol=0.05)
    with torch.no_grad():
        torch.testing.assert_close(classifier.model(inputs[None]), theirs(inputs[None]))
    assert classifier.labels == tuple(published.meta["categories"])


def test_the_published_cifar_network_classifies_as_measured() -> None:
    requires_data("cifar10")
    requires_data("cifar10-resnet20")
    classifier = load_classifier("resnet20")
    images = Rows(*load("cifar10").test.__getitems__(range(500)))
    assert accuracy(Loop(0).evaluating(classifier.model, images, 500)) > 0.88, (
        "91.73 % of all 10,000"
    )
