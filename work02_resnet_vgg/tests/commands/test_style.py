"""`python style.py`."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from sklearn.datasets import load_sample_image

from shared.errors import UserError
from work02_resnet_vgg.commands.style import style
from work02_resnet_vgg.models.pretrained import WeightsError
from work02_resnet_vgg.models.small_vgg import SmallVgg
from work02_resnet_vgg.style import features
from work02_resnet_vgg.style.features import FeatureMaps
from work02_resnet_vgg.style.transfer import StyleConfig
from work02_resnet_vgg.training import small_vgg


@pytest.fixture
def photos(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """Two photos; in place of the published VGG-19, and of the trained small one, a tiny one."""

    def unreachable(weights: str) -> FeatureMaps:
        raise WeightsError(f"no answer for {weights}")

    monkeypatch.setattr(features, "vgg19_maps", unreachable)
    monkeypatch.setattr(small_vgg, "small_vgg_in", lambda runs, resume=None: SmallVgg(width=2))
    paths = tmp_path / "china.jpg", tmp_path / "flower.jpg"
    for path in paths:
        Image.fromarray(load_sample_image(path.name)).resize((96, 64)).save(path)
    return paths


def test_the_command_writes_a_picture_and_says_whose_features_it_used(
    photos: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = StyleConfig(size=96, scales=2, passes=3)
    style(*photos, config, runs=tmp_path / "runs")
    message = capsys.readouterr().out
    assert "no answer for published" in message
    assert "a small VGG, trained here" in message
    with Image.open(tmp_path / "runs" / "style" / "china-flower.png") as picture:
        assert picture.size == (96, 64)


@pytest.mark.parametrize(
    ("case", "message"),
    [
        ("missing", "there is no image"),
        ("text", "is no image in a format that is read here"),
        ("suffix", "ends in .png or .jpg"),
        ("suffix that is only read", "ends in .png or .jpg"),
        ("the photo itself", "would be replaced"),
        ("narrow", "less than 32 pixels"),
        ("narrow painting", "a style picture of 1300×10 would be less than 32 pixels narrow"),
        ("weights", "no answer for other.pth"),
        ("weights of none", "--weights are VGG-19's"),
    ],
)
def test_bad_input_is_named_and_nothing_is_written(
    case: str, message: str, photos: tuple[Path, Path], tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    content, painting = photos
    config, out = StyleConfig(size=96, passes=1), tmp_path / "out" / "picture.png"
    weights, network = "published", "auto"
    if case == "missing":
        painting = tmp_path / "nothing.jpg"
    elif case == "text":
        content = tmp_path / "text.jpg"
        content.write_text("hello")
    elif case == "suffix":
        out = out.with_suffix(".txt")
    elif case == "suffix that is only read":
        out = out.with_suffix(".psd")
    elif case == "the photo itself":
        content = content.rename(content.with_suffix(".png"))
        out = content.parent / "nothing" / ".." / content.name
    elif case == "narrow":
        Image.new("RGB", (200, 10)).save(content)
    elif case == "narrow painting":
        Image.new("RGB", (1300, 10)).save(painting)
    else:
        weights = "other.pth"
        network = "auto" if case == "weights" else "resnet50"
    with pytest.raises(UserError) as error:
        style(content, painting, config, network, weights, out, tmp_path)  # type: ignore[arg-type]
    assert message in str(error.value)
    assert not capsys.readouterr().out
    assert not (tmp_path / "out").exists()


def test_a_training_to_resume_and_weights_are_not_both_taken(
    photos: tuple[Path, Path], tmp_path: Path
) -> None:
    run, weights = tmp_path / "run", str(tmp_path / "nothing.pth")
    with pytest.raises(UserError, match=r"--resume .*run goes on.*--weights .*nothing\.pth"):
        style(*photos, StyleConfig(size=96, passes=1), weights=weights, runs=tmp_path, resume=run)


def test_a_place_that_cannot_be_written_is_named(photos: tuple[Path, Path], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    out = tmp_path / "file" / "picture.png"
    with pytest.raises(UserError, match="cannot write"):
        style(*photos, StyleConfig(size=96, passes=1), out=out)
