"""Style transfer: its losses, the layers it looks at, the search, the command."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
import safetensors.torch
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from sklearn.datasets import load_sample_image
from torch import nn

from work02_resnet_vgg import style_command
from work02_resnet_vgg.pretrained import WeightsError
from work02_resnet_vgg.small_vgg import SmallVgg, SmallVggConfig, train, trained
from work02_resnet_vgg.style_features import FeatureMaps, stage_relus, vgg_maps
from work02_resnet_vgg.style_losses import content_loss, gram_matrix, style_loss, total_variation
from work02_resnet_vgg.style_transfer import (
    Losses,
    Objective,
    StyleConfig,
    StyleError,
    minimise,
    sizes,
    transfer,
)
from work02_resnet_vgg.vgg import vgg, vgg_stage


def random_maps(channels: int, height: int, width: int) -> torch.Tensor:
    return torch.randn(channels, height, width, dtype=torch.float64)


# The losses


@settings(deadline=None, max_examples=20)
@given(st.integers(1, 6), st.integers(1, 5), st.integers(1, 5), st.integers(0, 1000))
def test_a_gram_matrix_forgets_places_and_nothing_else(
    channels: int, height: int, width: int, seed: int
) -> None:
    torch.manual_seed(seed)
    maps = random_maps(channels, height, width)
    gram = gram_matrix(maps)
    torch.testing.assert_close(gram, torch.einsum("ahw,bhw->ab", maps, maps) / (height * width))
    moved = maps.flatten(1)[:, torch.randperm(height * width)].view_as(maps)
    torch.testing.assert_close(gram_matrix(moved), gram)
    assert torch.linalg.eigvalsh(gram).min() > -1e-9, "no sum of squares"


def test_style_loss_is_the_papers_equation_4() -> None:
    maps, wanted = random_maps(4, 3, 5), random_maps(4, 2, 2)
    # Equation 4 has sums of N channels and M places; A must be one of as many places.
    sums, target = maps.flatten(1), wanted.flatten(1)
    grams = sums @ sums.T, target @ target.T * (15 / 4)
    expected = (grams[0] - grams[1]).square().sum() / (4 * 4**2 * 15**2)
    torch.testing.assert_close(style_loss(gram_matrix(maps), gram_matrix(wanted)), expected)


def test_gradients_are_the_papers_equations_2_and_6() -> None:
    maps, wanted = random_maps(4, 3, 5).requires_grad_(), random_maps(4, 3, 5)
    (content,) = torch.autograd.grad(content_loss(maps, wanted), maps)
    torch.testing.assert_close(content, (maps - wanted) / maps.numel())
    gram, target = gram_matrix(maps), gram_matrix(wanted)
    (style,) = torch.autograd.grad(style_loss(gram, target), maps)
    expected = ((gram - target) @ maps.flatten(1)).view_as(maps) / (4**2 * 15)
    torch.testing.assert_close(style, expected)


def test_total_variation_is_that_of_neighbours() -> None:
    image = random_maps(3, 4, 6)
    expected = image.diff(dim=1).square().mean() + image.diff(dim=2).square().mean()
    torch.testing.assert_close(total_variation(image), expected)
    torch.testing.assert_close(total_variation(image.flip(1, 2) + 5), expected)
    assert total_variation(torch.full((3, 4, 6), 0.7)) == 0


# The layers


def tiny_maps() -> FeatureMaps:
    torch.manual_seed(0)
    layers = [*vgg_stage(3, 4, 2), *vgg_stage(4, 6, 2), *vgg_stage(6, 8, 1)]
    return vgg_maps(nn.Sequential(*layers))


def test_the_layers_of_vgg19_are_the_papers() -> None:
    with torch.device("meta"):
        stages = stage_relus(vgg("vgg19").features)
    assert [len(stage) for stage in stages] == [2, 2, 4, 4, 4]
    # The places of conv1_1, conv2_1 … conv5_1 and of conv4_2 in torchvision's list, plus one.
    assert [stage[0] for stage in stages] == ["1", "6", "11", "20", "29"]
    assert stages[3][1] == "22"


def test_maps_are_those_of_the_layers_with_average_pools() -> None:
    maps = tiny_maps()
    image = torch.rand(3, 8, 12)
    found = maps(image)
    assert list(maps.layers) == ["1", "6", "11"]
    assert maps.content == "8"
    outputs, values = {}, maps.prepare(image)[None]
    for name, module in maps.trunk.named_children():
        assert not isinstance(module, nn.MaxPool2d)
        values = outputs[name] = module(values)
    assert set(found) == {"1", "6", "8", "11"}
    for name, value in found.items():
        torch.testing.assert_close(value, outputs[name][0])


def test_after_calibration_each_layer_is_as_strong_as_the_others() -> None:
    maps = tiny_maps()
    images = torch.rand(2, 3, 16, 16).unbind()
    maps.calibrate(images)
    for layer in maps.strength:
        means = [maps(image)[layer].abs().mean() for image in images]
        assert torch.stack(means).mean().item() == pytest.approx(1, rel=1e-5)
    before = maps(images[0])
    maps.trunk[0].weight.mul_(7)
    maps.trunk[0].bias.mul_(7)  # type: ignore[operator]
    maps.calibrate(images)
    torch.testing.assert_close(maps(images[0])["1"], before["1"])


# The search


def started(config: StyleConfig) -> tuple[Objective, torch.Tensor]:
    torch.manual_seed(1)
    content, style = torch.rand(2, 3, 16, 16)
    return Objective(tiny_maps(), content, style, config), torch.rand(3, 16, 16)


def test_nothing_is_lost_by_the_photo_itself_in_its_own_style() -> None:
    config = StyleConfig(variation_weight=0)
    torch.manual_seed(0)
    photo = torch.rand(3, 16, 16)
    assert Objective(tiny_maps(), photo, photo, config)(photo).total < 1e-10


@pytest.mark.parametrize(("optimizer", "factor"), [("lbfgs", 0.2), ("adam", 0.6)])
def test_the_loss_falls(optimizer: str, factor: float) -> None:
    config = StyleConfig(passes=40, optimizer=optimizer)  # type: ignore[arg-type]
    objective, image = started(config)
    seen: list[float] = []
    result = minimise(image, objective, config, lambda losses, _: seen.append(losses.total.item()))
    assert 40 <= len(seen) < 70
    assert objective(result).total.item() < factor * seen[0]


def test_a_larger_weight_is_heard_more() -> None:
    found: dict[float, Losses] = {}
    for weight in (1.0, 1000.0):
        config = StyleConfig(passes=20, style_weight=weight)
        objective, image = started(config)
        result = minimise(image, objective, config, lambda losses, pixels: None)
        found[weight] = Objective(
            tiny_maps(), *torch.rand(2, 3, 16, 16, generator=torch.Generator().manual_seed(1)),
            StyleConfig(),
        )(result)  # fmt: skip
    assert found[1000.0].style < found[1.0].style
    assert found[1000.0].content > found[1.0].content


def test_pictures_grow_from_coarse_to_fine() -> None:
    content, style = torch.rand(3, 50, 75), torch.rand(3, 40, 40)
    config = StyleConfig(size=128, scales=3, passes=2, start="noise")
    shapes: list[tuple[int, ...]] = []
    results = [
        transfer(
            content,
            style,
            tiny_maps(),
            config,
            lambda _, pixels: shapes.append(tuple(pixels.shape)),
        )
        for _ in range(2)
    ]
    assert list(dict.fromkeys(shapes)) == [(3, 43, 64), (3, 85, 128)], "32 would be too narrow"
    assert results[0].shape == (3, 85, 128)
    assert results[0].min() >= 0
    assert results[0].max() <= 1
    torch.testing.assert_close(*results, rtol=0, atol=0)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"size": 40}, "narrow"),
        ({"size": 5000}, "at most 2048"),
        ({"passes": 0}, "--passes 0"),
        ({"scales": -1}, "--scales -1"),
    ],
)
def test_impossible_settings_are_refused(changes: dict[str, int], told: str) -> None:
    with pytest.raises(StyleError, match=told):
        sizes(torch.zeros(3, 40, 60), dataclasses.replace(StyleConfig(), **changes))


def test_a_loss_that_is_not_finite_ends_the_search() -> None:
    config = StyleConfig(passes=3, style_weight=float("inf"))
    objective, image = started(config)
    with pytest.raises(StyleError, match="no longer finite"):
        minimise(image, objective, config, lambda losses, pixels: None)


# The small VGG and the command


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


@pytest.fixture
def photos(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """Two photos; in place of the published VGG-19, and of the trained small one, a tiny one."""

    def unreachable(weights: str) -> FeatureMaps:
        raise WeightsError(f"no answer for {weights}")

    monkeypatch.setattr(style_command, "vgg19_maps", unreachable)
    monkeypatch.setattr(style_command, "trained", lambda config: SmallVgg(width=2))
    paths = tmp_path / "china.jpg", tmp_path / "flower.jpg"
    for path in paths:
        Image.fromarray(load_sample_image(path.name)).resize((96, 64)).save(path)
    return paths


def test_the_command_writes_a_picture_and_says_whose_features_it_used(
    photos: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = StyleConfig(size=96, scales=2, passes=3)
    assert style_command.main(*photos, config, runs=tmp_path / "runs") == 0
    told = capsys.readouterr().out
    assert "no answer for published" in told
    assert "a small VGG, trained here" in told
    with Image.open(tmp_path / "runs" / "style" / "china-flower.png") as picture:
        assert picture.size == (96, 64)


@pytest.mark.parametrize(
    ("case", "told"),
    [
        ("missing", "there is no image"),
        ("text", "cannot be read as an image"),
        ("suffix", "ends in .png or .jpg"),
        ("narrow", "less than 32 pixels"),
        ("weights", "no answer for other.pth"),
        ("weights of none", "--weights are VGG-19's"),
    ],
)
def test_bad_input_is_one_clear_line_and_nothing_is_written(
    case: str, told: str, photos: tuple[Path, Path], tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    content, style = photos
    config, out = StyleConfig(size=96, passes=1), tmp_path / "out" / "picture.png"
    weights, network = "published", "auto"
    if case == "missing":
        style = tmp_path / "nothing.jpg"
    elif case == "text":
        content = tmp_path / "text.jpg"
        content.write_text("hello")
    elif case == "suffix":
        out = out.with_suffix(".txt")
    elif case == "narrow":
        Image.new("RGB", (200, 10)).save(content)
    else:
        weights = "other.pth"
        network = "auto" if case == "weights" else "resnet50"
    assert style_command.main(content, style, config, network, weights, out, tmp_path) == 1  # type: ignore[arg-type]
    captured = capsys.readouterr()
    assert captured.err.startswith("error: ")
    assert told in captured.err
    assert not captured.out
    assert not out.parent.exists()


def test_a_place_that_cannot_be_written_is_one_clear_line(
    photos: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    out = tmp_path / "file" / "picture.png"
    assert style_command.main(*photos, StyleConfig(size=96, passes=1), out=out) == 1
    assert "cannot write" in capsys.readouterr().err
