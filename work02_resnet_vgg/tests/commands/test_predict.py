"""`python predict.py`, and every kind of bad input."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from sklearn.datasets import load_sample_image

from shared.data.testing import requires_data
from shared.errors import UserError
from work02_resnet_vgg.commands.predict import classify, predict
from work02_resnet_vgg.models.pretrained import load_classifier


def test_five_classes_and_a_picture_come_out(
    photo: Path, weights: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    predict((photo,), model="resnet20", weights=str(weights), out=out)
    lines = capsys.readouterr().out.splitlines()
    shares = [float(line.split("%")[0]) for line in lines if "%" in line]
    assert len(shares) == 5
    assert shares == sorted(shares, reverse=True)
    with Image.open(out / "flower-resnet20.png") as picture:
        assert picture.size[0] > picture.size[1]


def test_the_crop_is_the_middle_of_the_photo(weights: Path) -> None:
    wide = np.zeros((64, 192, 3), dtype=np.uint8)
    wide[:, 64:128] = 255
    classifier = load_classifier("resnet20", str(weights))
    prediction = classify(classifier, Image.fromarray(wide))
    assert prediction.crop.shape == (3, 32, 32)
    assert prediction.crop[:, :, 2:-2].min() == 255


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
    ("case", "message"),
    [
        ("no such image", "there is no image"),
        ("text, no image", "cannot be read as an image"),
        ("half an image", "cannot be read as an image"),
        ("a folder", "cannot be read as an image"),
        ("unknown network", "no model 'resnet51'"),
        ("no such weights", "there is no file of weights"),
        ("other shapes", "'layer1.3.conv1.weight' is missing"),
        ("other network", "'features.0.weight' is missing"),
        ("half the weights", "no file of weights"),
        ("an image as weights", "no file of weights"),
        ("a pickle with code in it", "no file of weights"),
        ("torch's file with code in it", "no file of weights"),
        ("nobody published it", "no published weights for plain20"),
    ],
)
def test_bad_input_is_named_and_nothing_is_executed_or_written(
    case: str,
    message: str,
    photo: Path,
    weights: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    image, model, file = bad_inputs(case, tmp_path, photo, weights)
    with pytest.raises(UserError) as error:
        predict((photo, image), model=model, weights=file, out=tmp_path / "out")
    assert message in str(error.value)
    assert not capsys.readouterr().out
    assert not (tmp_path / "out").exists()
    assert not (tmp_path / "executed").exists()


def test_the_published_imagenet_network_names_a_temple_in_a_photo_of_china() -> None:
    requires_data("resnet50-imagenet")
    prediction = classify(
        load_classifier("resnet50"), Image.fromarray(load_sample_image("china.jpg"))
    )
    assert prediction.heat.shape == (224, 224)
    assert any("palace" in label or "monastery" in label for label in prediction.labels)
