"""The losses of style transfer."""

from __future__ import annotations

import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from work02_resnet_vgg.style.losses import (
    absolute_variation,
    content_loss,
    gram_matrix,
    style_loss,
    total_variation,
)


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


def test_total_variation_is_that_of_neighbors() -> None:
    image = random_maps(3, 4, 6)
    expected = image.diff(dim=1).square().mean() + image.diff(dim=2).square().mean()
    torch.testing.assert_close(total_variation(image), expected)
    torch.testing.assert_close(total_variation(image.flip(1, 2) + 5), expected)
    assert total_variation(torch.full((3, 4, 6), 0.7)) == 0


def test_absolute_variation_is_that_of_dive_into_deep_learning() -> None:
    image = random_maps(3, 4, 6)
    expected = 0.5 * (image.diff(dim=1).abs().mean() + image.diff(dim=2).abs().mean())
    torch.testing.assert_close(absolute_variation(image), expected)
    torch.testing.assert_close(absolute_variation(3 * image - 1), 3 * expected)


def test_an_edge_costs_absolute_variation_no_more_than_a_ramp() -> None:
    ramp = torch.linspace(0, 1, 11, dtype=torch.float64).expand(1, 4, 11)
    edge = (ramp > 0.45).double()
    torch.testing.assert_close(absolute_variation(edge), absolute_variation(ramp))
    torch.testing.assert_close(total_variation(edge), 10 * total_variation(ramp))
