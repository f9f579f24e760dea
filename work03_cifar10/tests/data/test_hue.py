"""Turning the color circle."""

from __future__ import annotations

import torch
from hypothesis import given
from hypothesis import strategies as st
from torchvision.transforms.v2 import functional as F

from work03_cifar10.data.hue import shift_hue


@given(turn=st.floats(-0.5, 0.5))
def test_a_shifted_hue_is_torchvisions(turn: float) -> None:
    pixels = torch.randint(0, 256, (2, 5, 6, 3), dtype=torch.uint8)
    theirs = F.adjust_hue(pixels.movedim(-1, 1), turn).movedim(1, -1)
    ours = shift_hue(pixels, torch.full((2,), turn))
    assert (ours.int() - theirs.int()).abs().max() <= 1  # torchvision rounds down


def test_a_third_of_the_circle_makes_red_green_and_green_blue() -> None:
    colors = torch.tensor([[255, 0, 0], [0, 255, 0], [9, 9, 9], [255, 255, 0]], dtype=torch.uint8)
    turned = shift_hue(colors.view(1, 1, 4, 3), torch.tensor([1 / 3]))
    assert turned.view(4, 3).tolist() == [[0, 255, 0], [0, 0, 255], [9, 9, 9], [0, 255, 255]]


def test_each_image_has_its_own_turn() -> None:
    pixels = torch.randint(0, 256, (2, 4, 4, 3), dtype=torch.uint8)
    turned = shift_hue(pixels, torch.tensor([0.0, 0.5]))
    assert torch.equal(turned[0], pixels[0])
    assert not torch.equal(turned[1], pixels[1])
