"""`python predict.py`, and every kind of bad input."""

from __future__ import annotations

import json
import os
import pickle
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from sklearn.datasets import load_sample_image

from shared.data.testing import requires_data
from shared.errors import UserError
from shared.training import SavedModelError
from work02_resnet_vgg.commands.predict import classify, middle_of, predict
from work02_resnet_vgg.models.pretrained import WeightsError, load_classifier
from work02_resnet_vgg.training.config import TrainConfig
from work02_resnet_vgg.training.loop import NAME, train
from work02_resnet_vgg.training.trained import load_trained


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


def bad_weights(case: str, folder: Path, photo: Path, weights: Path) -> tuple[str, str]:
    """The model and the weights of a call that must fail."""
    bad = folder / "bad.pth"
    if case == "unknown network":
        return "resnet51", str(weights)
    if case == "no such weights":
        return "resnet20", str(folder / "nothing.pth")
    if case == "other shapes":
        return "resnet32", str(weights)
    if case == "other network":
        return "vgg11", str(weights)
    if case == "no network":
        torch.save({"weight": torch.zeros(2)}, bad)
        return "resnet20", str(bad)
    if case == "half the weights":
        half = folder / "half.safetensors"
        half.write_bytes(weights.read_bytes()[:5000])
        return "resnet20", str(half)
    if case == "an image as weights":
        return "resnet20", str(photo)
    if case == "a pickle with code in it":
        bad.write_bytes(pickle.dumps({"conv1.weight": Poison()}, protocol=2))
        return "resnet20", str(bad)
    if case == "torch's file with code in it":
        torch.save({"conv1.weight": Poison()}, bad)
        return "resnet20", str(bad)
    assert case == "nobody published it"
    return "plain20", "published"


@pytest.mark.parametrize(
    ("case", "message"),
    [
        ("unknown network", "no model 'resnet51'"),
        ("no such weights", "there is no file of weights"),
        ("other shapes", "these weights are of resnet20, not of resnet32: choose it with --model"),
        ("other network", "these weights are of resnet20, not of vgg11"),
        ("no network", "nor of another network that is here: 'conv1.weight' is missing"),
        ("half the weights", "is no safetensors file, or a damaged one"),
        ("an image as weights", "no file of weights"),
        ("a pickle with code in it", "no file of weights"),
        ("torch's file with code in it", "no file of weights"),
        ("nobody published it", "no published weights for plain20"),
    ],
)
def test_bad_weights_are_named_and_nothing_is_executed_or_written(
    case: str,
    message: str,
    photo: Path,
    weights: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    model, file = bad_weights(case, tmp_path, photo, weights)
    with pytest.raises(UserError) as error:
        predict((photo,), model=model, weights=file, out=tmp_path / "out")
    assert message in str(error.value)
    assert "\n" not in str(error.value)
    assert not capsys.readouterr().out
    assert not (tmp_path / "out").exists()
    assert not (tmp_path / "executed").exists()


def test_a_bad_file_costs_itself_and_the_others_are_there_before(
    photo: Path, weights: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "photos"
    (folder / "a").mkdir(parents=True)
    (folder / "b").mkdir()
    (folder / ".hidden").mkdir()
    for place in ("a/猫.jpg", "b/猫.jpg", "b/z.jpg", ".hidden/x.jpg", "a/._猫.jpg"):
        (folder / place).write_bytes(photo.read_bytes())
    (folder / "b" / "half.jpg").write_bytes(photo.read_bytes()[:20_000])
    (folder / "b" / "text.png").write_text("hello")
    (folder / "b" / "phone.heic").write_bytes(b"....ftypheic")
    (folder / "notes.txt").write_text("hello")
    files = (folder, tmp_path / "nothing.jpg")
    predict(files, model="resnet20", weights=str(weights), out=tmp_path / "out")
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "a_猫_jpg-resnet20.png", "b_猫_jpg-resnet20.png", "z-resnet20.png",
    }  # fmt: skip
    output = capsys.readouterr().out
    assert "4 of 7 files were passed over" in output
    assert "1 other file(s) there are no images" in output
    for name in ("half.jpg", "text.png", "phone.heic", "nothing.jpg"):
        assert re.search(f"passed over: .*{name}", output)


@pytest.mark.parametrize(
    ("images", "message"),
    [((), "name at least one image"), (("nothing.jpg",), "no image could be read: there is no"),
     (("empty",), "there is no image in empty")],
)  # fmt: skip
def test_no_image_at_all_is_an_error(
    images: tuple[str, ...], message: str, weights: Path, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    Path("empty").mkdir()
    with pytest.raises(UserError, match=message):
        predict(tuple(map(Path, images)), model="resnet20", weights=str(weights))
    assert not Path("runs").exists()


def test_no_picture_replaces_one_that_was_brought(
    photo: Path, weights: Path, tmp_path: Path
) -> None:
    other = photo.with_name("flower-resnet20.png")
    Image.open(photo).save(other)
    before = other.read_bytes()
    with pytest.raises(UserError, match="would be replaced"):
        predict((photo, other), model="resnet20", weights=str(weights), out=tmp_path)
    assert other.read_bytes() == before


def test_an_out_that_is_a_file_is_named(photo: Path, weights: Path) -> None:
    with pytest.raises(UserError, match="cannot make the folder"):
        predict((photo,), model="resnet20", weights=str(weights), out=photo)


def test_of_a_very_long_picture_the_middle_is_enough() -> None:
    image = Image.fromarray(
        np.arange(3 * 9 * 100, dtype=np.uint16).astype(np.uint8).reshape(9, 100, 3)
    )
    assert np.array_equal(np.asarray(middle_of(image)), np.asarray(image)[:, 32:68])
    assert middle_of(image.transpose(Image.Transpose.ROTATE_90)).size == (9, 36)
    assert middle_of(image, 12) == image


def test_odd_pixels_and_labels_do_no_harm(
    weights: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pixels = np.linspace(0, 60_000, 48 * 32).reshape(48, 32)
    Image.fromarray(pixels.astype(np.uint16)).save(tmp_path / "deep.png")
    Image.new("CMYK", (40, 40)).save(tmp_path / "print.jpg")
    Image.new("LA", (1, 60_000), (0, 9)).save(tmp_path / "thin.png")
    names = ["$x", "猫", "a\x1b[2J", *"defghij"]
    (tmp_path / "labels.txt").write_text("\n".join(names) + "\n", encoding="utf-8-sig")
    labels, out = tmp_path / "labels.txt", tmp_path / "out"
    predict((tmp_path,), model="resnet20", weights=str(weights), labels=labels, out=out)
    assert len(list(out.iterdir())) == 3
    output = capsys.readouterr().out
    assert "\x1b" not in output
    assert "note:" not in output


def test_networks_of_a_run_classify(
    photo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = replace(TrainConfig.smoke_test(), depths=(8,), width=2, runs=tmp_path / "runs")
    folder = train(config)
    predict((photo,), model="resnet8", weights=str(folder), out=tmp_path / "out")
    assert re.search(r"%  \d\n", capsys.readouterr().out)
    classifier = load_trained(folder, "plain-8")
    assert classifier.crop(Image.open(photo)).shape == (3, 8, 8)
    with pytest.raises(WeightsError, match="no resnet50, but plain8, resnet8: choose one"):
        predict((photo,), weights=str(folder))


@pytest.mark.parametrize("settings", [{"config": {}}, {"config": []}, {}])
def test_a_run_without_settings_is_none_of_all_the_default_ones(
    tmp_path: Path, settings: dict[str, object]
) -> None:
    (tmp_path / "config.json").write_text(json.dumps({"name": NAME, **settings}), encoding="utf-8")
    with pytest.raises(SavedModelError, match=r"config\.json is damaged .*no settings.*--resume"):
        load_trained(tmp_path, "resnet20")


def test_the_published_imagenet_network_names_a_temple_in_a_photo_of_china() -> None:
    requires_data("resnet50-imagenet")
    prediction = classify(
        load_classifier("resnet50"), Image.fromarray(load_sample_image("china.jpg"))
    )
    assert prediction.heat.shape == (224, 224)
    assert any("palace" in label or "monastery" in label for label in prediction.labels)
