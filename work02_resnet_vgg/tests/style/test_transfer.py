"""The search for the picture."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from tiny import tiny_maps

from shared.training.settings.ranges import SettingsError
from work02_resnet_vgg.style.losses import absolute_variation, total_variation
from work02_resnet_vgg.style.transfer import (
    Losses,
    Objective,
    StyleConfig,
    StyleError,
    minimize,
    sizes,
    style_side,
    transfer,
)


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
    totals: list[float] = []
    result = minimize(
        image, objective, config, lambda losses, _: totals.append(losses.total.item())
    )
    assert 40 <= len(totals) < 70
    assert objective(result).total.item() < factor * totals[0]


def test_a_larger_weight_is_heard_more() -> None:
    losses: dict[float, Losses] = {}
    for weight in (1.0, 1000.0):
        config = StyleConfig(passes=20, style_weight=weight)
        objective, image = started(config)
        result = minimize(image, objective, config, lambda losses, pixels: None)
        losses[weight] = Objective(
            tiny_maps(), *torch.rand(2, 3, 16, 16, generator=torch.Generator().manual_seed(1)),
            StyleConfig(),
        )(result)  # fmt: skip
    assert losses[1000.0].style < losses[1.0].style
    assert losses[1000.0].content > losses[1.0].content


def test_the_variation_that_is_chosen_counts() -> None:
    image = torch.rand(3, 16, 16, generator=torch.Generator().manual_seed(2))
    found = {}
    for kind in ("squared", "absolute"):
        config = StyleConfig(variation=kind, variation_weight=2)  # type: ignore[arg-type]
        found[kind] = started(config)[0](image).variation
    torch.testing.assert_close(found["squared"], 2 * total_variation(image))
    torch.testing.assert_close(found["absolute"], 2 * absolute_variation(image))


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
    ("changes", "message"),
    [
        ({"size": 5000}, "--size 5000 is out of range: from 32 to 2048"),
        ({"passes": 0}, "--passes 0 is out of range"),
        ({"scales": -1}, "--scales -1 is out of range"),
        ({"style_weight": float("nan")}, "--style-weight nan is out of range"),
        ({"learning_rate": 0.0}, "--learning-rate 0.0 is out of range"),
        ({"seed": -1}, "--seed -1 is out of range"),
    ],
)
def test_impossible_settings_are_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        StyleConfig(**changes)


def test_too_narrow_an_image_is_refused_whatever_the_scales() -> None:
    with pytest.raises(StyleError, match="narrow"):
        sizes(torch.zeros(3, 40, 60), StyleConfig(size=40))
    assert sizes(torch.zeros(3, 50, 75), StyleConfig(size=128, scales=10**9)) == [64, 128]


def test_a_narrow_style_picture_is_as_wide_as_the_network_needs() -> None:
    """At the photo's size a strip of 8 : 1 would have no place left behind VGG-19's fourth pooling."""
    assert style_side(torch.zeros(3, 40, 60), 64) == 64
    assert style_side(torch.zeros(3, 100, 800), 64) == 256
    config = StyleConfig(size=64, scales=1, passes=1)
    seen: list[torch.Size] = []
    maps = tiny_maps()
    maps.calibrate = lambda images: seen.extend(image.shape for image in images)  # type: ignore[method-assign, assignment]
    transfer(torch.rand(3, 40, 40), torch.rand(3, 100, 800), maps, config, lambda *_: None)
    assert seen == [(3, 64, 64), (3, 32, 256)]


def test_a_loss_that_is_not_finite_ends_the_search() -> None:
    config = StyleConfig(passes=3, style_weight=1e300)
    objective, image = started(config)
    with pytest.raises(StyleError, match="no longer finite"):
        minimize(image, objective, config, lambda losses, pixels: None)


# The small VGG and the command
