"""Rotation, scale and crops equal torchvision's."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn.functional import grid_sample
from torchvision.transforms import InterpolationMode
from torchvision.transforms.v2 import functional as F

from work03_cifar10.data.resampling import (
    ASPECT,
    bilinear,
    crop_boxes,
    resized_crop,
    rotate_and_scale,
    turned_places,
)

BILINEAR = InterpolationMode.BILINEAR


def batch(count: int, height: int, width: int) -> torch.Tensor:
    return torch.randint(0, 256, (count, height, width, 3), dtype=torch.uint8)


def difference(ours: torch.Tensor, theirs: torch.Tensor) -> int:
    return int((ours.int() - theirs.movedim(1, -1).int()).abs().max())


@given(angle=st.floats(-180, 180), scale=st.floats(0.5, 2))
def test_turned_images_are_torchvisions(angle: float, scale: float) -> None:
    pixels = batch(1, 7, 10)
    ours = rotate_and_scale(pixels, torch.tensor([angle]), torch.tensor([scale]))
    # torchvision rounds where a place is just between two bytes, and its affine turns clockwise.
    theirs = F.affine(pixels.movedim(-1, 1), -angle, [0, 0], scale, [0.0, 0.0], BILINEAR)
    assert difference(ours, theirs) <= 1


def test_each_image_turns_by_its_own_angle() -> None:
    pixels, angles = batch(3, 8, 8), torch.tensor([90.0, 0.0, -90.0])
    turned = rotate_and_scale(pixels, angles, torch.ones(3))
    for image, quarter, one in zip(pixels, (1, 0, -1), turned, strict=True):
        assert torch.equal(one, image.rot90(quarter, (0, 1)))


def test_reading_between_pixels_is_grid_sample_backwards_too() -> None:
    torch.manual_seed(0)
    images = torch.randn(2, 5, 7, 3, dtype=torch.float64, requires_grad=True)
    rows = (torch.rand(2, 4, 6, dtype=torch.float64) * 9 - 2).requires_grad_()
    columns = (torch.rand(2, 4, 6, dtype=torch.float64) * 11 - 2).requires_grad_()
    grid = torch.stack([(2 * columns + 1) / 7 - 1, (2 * rows + 1) / 5 - 1], dim=-1)
    theirs = grid_sample(images.movedim(-1, 1), grid, align_corners=False).movedim(1, -1)
    ours = bilinear(images, rows, columns)
    torch.testing.assert_close(ours, theirs)
    weights = torch.randn_like(ours)
    pairs = (torch.autograd.grad(o, (images, rows, columns), weights) for o in (ours, theirs))
    for one, other in zip(*pairs, strict=True):
        torch.testing.assert_close(one, other)


def test_gradients_of_places_are_finite_differences() -> None:
    inputs = [torch.tensor(v, dtype=torch.float64, requires_grad=True) for v in ([30.0], [1.2])]
    assert torch.autograd.gradcheck(lambda a, s: turned_places(a, s, 3, 4), inputs)


@pytest.mark.parametrize("box", [(0, 0, 8, 12), (2, 3, 4, 5), (7, 11, 1, 1), (1, 0, 3, 12)])
def test_a_resized_crop_is_torchvisions(box: tuple[int, int, int, int]) -> None:
    pixels = batch(2, 8, 12)
    theirs = F.resized_crop(pixels.movedim(-1, 1), *box, [8, 12], BILINEAR, antialias=False)
    assert difference(resized_crop(pixels, torch.tensor([box, box])), theirs) <= 1


@given(least=st.floats(0.01, 1), height=st.integers(8, 40), width=st.integers(8, 40))
def test_boxes_lie_in_the_image_and_have_the_shares_asked(
    least: float, height: int, width: int
) -> None:
    corners = torch.tensor([0.0, 0.5, 1 - 2.0**-52], dtype=torch.float64)
    numbers = torch.cartesian_prod(corners, corners, corners, corners)
    top, left, high, wide = crop_boxes(numbers, least, height, width).T
    assert bool(((top >= 0) & (left >= 0) & (high >= 1) & (wide >= 1)).all())
    assert bool(((top + high <= height) & (left + wide <= width)).all())
    whole = (high < height) & (wide < width)
    area = (least + (1 - least) * numbers[:, 0]) * height * width
    rounding = 0.5 * (high + wide) + 0.25
    assert bool(
        ((high * wide - area).abs() <= rounding + 1e-6)[whole & (high > 1) & (wide > 1)].all()
    )
    assert bool((wide[whole] - 0.5 <= ASPECT * (high[whole] + 0.5)).all())
