"""Trained weights, `python predict.py`, Grad-CAM, and every kind of bad input."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

import numpy as np
import pytest
import safetensors.torch
import torch
import torchvision
from PIL import Image
from sklearn.datasets import load_sample_image
from torch import nn

from shared.data.testing import requires_data
from work02_resnet_vgg.cifar_resnet import CifarResNet
from work02_resnet_vgg.data import load
from work02_resnet_vgg.evaluation import accuracy
from work02_resnet_vgg.grad_cam import LAST_MAPS, enlarge, grad_cam, last_maps
from work02_resnet_vgg.models import build
from work02_resnet_vgg.prediction import main, predict
from work02_resnet_vgg.pretrained import load_classifier


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


def test_five_classes_and_a_picture_come_out(
    photo: Path, weights: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert main((photo,), model="resnet20", weights=str(weights), out=out) == 0
    lines = capsys.readouterr().out.splitlines()
    shares = [float(line.split("%")[0]) for line in lines if "%" in line]
    assert len(shares) == 5
    assert shares == sorted(shares, reverse=True)
    with Image.open(out / "flower-resnet20.png") as picture:
        assert picture.size[0] > picture.size[1]


def test_what_is_seen_is_the_middle_of_the_photo(weights: Path) -> None:
    wide = np.zeros((64, 192, 3), dtype=np.uint8)
    wide[:, 64:128] = 255
    classifier = load_classifier("resnet20", str(weights))
    prediction = predict(classifier, Image.fromarray(wide))
    assert prediction.seen.shape == (3, 32, 32)
    assert prediction.seen[:, :, 2:-2].min() == 255


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


class Poison:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, ("touch executed",)


def bad_inputs(case: str, folder: Path, photo: Path, weights: Path) -> tuple[Path, str, str]:
    """The image, the model and the weights of a call that must fail."""
    bad = folder / "bad.pth"
    if case == "no such image":
        return folder / "nothing.jpg", "resnet20", str(weights)
    if case == "text, no image":
        bad.write_text("hello")
        return bad, "resnet20", str(weights)
    if case == "half an image":
        bad.write_bytes(photo.read_bytes()[:20_000])
        return bad, "resnet20", str(weights)
    if case == "a folder":
        return folder, "resnet20", str(weights)
    if case == "unknown network":
        return photo, "resnet51", str(weights)
    if case == "no such weights":
        return photo, "resnet20", str(folder / "nothing.pth")
    if case == "other shapes":
        return photo, "resnet32", str(weights)
    if case == "other network":
        return photo, "vgg11", str(weights)
    if case == "half the weights":
        half = folder / "half.safetensors"
        half.write_bytes(weights.read_bytes()[:5000])
        return photo, "resnet20", str(half)
    if case == "an image as weights":
        return photo, "resnet20", str(photo)
    if case == "a pickle with code in it":
        bad.write_bytes(pickle.dumps({"conv1.weight": Poison()}, protocol=2))
        return photo, "resnet20", str(bad)
    if case == "torch's file with code in it":
        torch.save({"conv1.weight": Poison()}, bad)
        return photo, "resnet20", str(bad)
    assert case == "nobody published it"
    return photo, "plain20", "published"


@pytest.mark.parametrize(
    ("case", "told"),
    [
        ("no such image", "there is no image"),
        ("text, no image", "cannot be read as an image"),
        ("half an image", "cannot be read as an image"),
        ("a folder", "cannot be read as an image"),
        ("unknown network", "no model 'resnet51'"),
        ("no such weights", "there is no file of weights"),
        ("other shapes", "layer1.3.conv1.weight is missing"),
        ("other network", "features.0.weight is missing"),
        ("half the weights", "no file of weights"),
        ("an image as weights", "no file of weights"),
        ("a pickle with code in it", "no file of weights"),
        ("torch's file with code in it", "no file of weights"),
        ("nobody published it", "no published weights for plain20"),
    ],
)
def test_bad_input_is_one_clear_line_and_nothing_is_executed_or_written(
    case: str,
    told: str,
    photo: Path,
    weights: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    image, model, file = bad_inputs(case, tmp_path, photo, weights)
    assert main((photo, image), model=model, weights=file, out=tmp_path / "out") == 1
    captured = capsys.readouterr()
    assert captured.err.startswith("error: ")
    assert told in captured.err
    assert not captured.out
    assert not (tmp_path / "out").exists()
    assert not (tmp_path / "executed").exists()


def test_grad_cam_is_cam_where_an_average_and_a_linear_layer_follow() -> None:
    """Section 3.1: for such networks it equals CAM (Zhou et al. 2016), up to the map's size."""
    torch.manual_seed(0)
    model = CifarResNet(8).eval()
    image = torch.randn(1, 3, 16, 16)
    heat = grad_cam(model, last_maps(model), image, target=3)
    with torch.no_grad():
        maps = model.features(image)[0]
        cam = torch.relu(torch.einsum("c,chw->hw", model.linear.weight[3], maps)) / maps[0].numel()
    torch.testing.assert_close(heat, cam)


@pytest.mark.parametrize(
    "name", ["vgg11", "resnet18", "googlenet", "densenet121", "resnet20", "nin"]
)
def test_every_network_has_maps_to_look_at(name: str) -> None:
    model = build(name).eval()
    assert type(model) in LAST_MAPS
    heat = grad_cam(model, last_maps(model), torch.randn(1, 3, 64, 64), target=0)
    assert heat.dim() == 2
    assert heat.min() >= 0


def test_grad_cam_finds_the_only_place_that_counts() -> None:
    class Corner(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.maps = nn.Conv2d(3, 1, 1, bias=False)
            nn.init.ones_(self.maps.weight)

        def forward(self, images: torch.Tensor) -> torch.Tensor:
            maps = self.maps(images)
            return torch.stack([maps.sum((1, 2, 3)), -maps.sum((1, 2, 3))], dim=1)

    image = torch.zeros(1, 3, 4, 4)
    image[:, :, 3, 0] = 1
    model = Corner()
    assert grad_cam(model, model.maps, image, 0).flatten().argmax() == 12
    assert grad_cam(model, model.maps, image, 1).count_nonzero() == 0, "speaks against: ReLU"
    assert enlarge(torch.tensor([[0.0, 2.0]]), 4, 4).max() == 1


def test_the_published_cifar_network_classifies_as_measured() -> None:
    requires_data("cifar10")
    requires_data("cifar10-resnet20")
    classifier = load_classifier("resnet20")
    test = load("cifar10").test
    batches = [test.__getitems__(range(0, 500))]
    assert accuracy(classifier.model, batches) > 0.88, "91.73 % of all 10,000"


def test_the_published_imagenet_network_names_a_temple_in_a_photo_of_china() -> None:
    requires_data("resnet50-imagenet")
    prediction = predict(
        load_classifier("resnet50"), Image.fromarray(load_sample_image("china.jpg"))
    )
    assert prediction.heat.shape == (224, 224)
    assert any("palace" in label or "monastery" in label for label in prediction.labels)
