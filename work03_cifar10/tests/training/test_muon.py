"""Muon: orthogonalization against the singular value decomposition, steps against torch.optim.Muon."""

from __future__ import annotations

import hypothesis.extra.numpy as arrays
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from work03_cifar10.training.muon import Muon, orthogonalized


def polar(matrix: torch.Tensor) -> torch.Tensor:
    u, _, vh = torch.linalg.svd(matrix, full_matrices=False)
    return u @ vh


@pytest.mark.parametrize("shape", [(8, 30), (30, 8), (12, 12), (3, 8, 30)])
def test_the_result_has_the_directions_of_the_matrix_and_singular_values_near_1(
    shape: tuple[int, ...],
) -> None:
    torch.manual_seed(0)
    matrices = torch.randn(shape, dtype=torch.float64)
    result = orthogonalized(matrices)
    values = torch.linalg.svdvals(result)
    assert result.shape == shape
    assert values.min() > 0.65
    assert values.max() < 1.25
    # U p(Σ) Vᵀ: in the bases of the matrix it is diagonal.
    u, _, vh = torch.linalg.svd(matrices, full_matrices=False)
    inside = u.mT @ result @ vh.mT
    torch.testing.assert_close(
        inside, torch.diag_embed(inside.diagonal(dim1=-2, dim2=-1)), atol=1e-9, rtol=0
    )
    # As near U Vᵀ as values between 0.65 and 1.25 can be.
    assert (result - polar(matrices)).abs().max() < 0.35


def test_matrices_at_once_equal_one_after_the_other() -> None:
    matrices = torch.randn(4, 5, 9)
    torch.testing.assert_close(
        orthogonalized(matrices), torch.stack([orthogonalized(one) for one in matrices])
    )


@settings(deadline=None, max_examples=25)
@given(arrays.arrays("float64", (4, 6), elements=st.floats(-10, 10)), st.floats(0.01, 1000))
def test_scale_changes_nothing_and_no_singular_value_grows_beyond_bounds(
    matrix: object, scale: float
) -> None:
    m = torch.as_tensor(matrix)
    if m.norm() < 1e-3:
        return
    result = orthogonalized(m)
    torch.testing.assert_close(orthogonalized(scale * m), result, atol=1e-2, rtol=0)
    torch.testing.assert_close(orthogonalized(-m), -result)
    torch.testing.assert_close(orthogonalized(m.mT), result.mT)
    assert torch.linalg.svdvals(result).max() < 1.25


def test_zeros_stay_zeros() -> None:
    assert not orthogonalized(torch.zeros(3, 5)).any()


def test_steps_are_those_of_torch() -> None:
    torch.manual_seed(0)
    ours, theirs = (nn.Parameter(torch.randn(6, 10)) for _ in range(2))
    theirs.data.copy_(ours)
    muon = Muon([ours], torch.tensor(0.1), momentum=0.6, steps=5, dtype=torch.bfloat16)
    reference = torch.optim.Muon([theirs], lr=0.1, momentum=0.6, weight_decay=0.0)
    for _ in range(3):
        gradient = torch.randn(6, 10)
        ours.grad, theirs.grad = gradient.clone(), gradient.clone()
        muon.step()
        theirs.data.mul_(6**0.5 / theirs.norm())  # as airbench94 does before
        reference.step()
        # 0.1 U Vᵀ has the norm 0.1 √6; bfloat16 has 8 bits, and the iteration multiplies its errors.
        assert (ours - theirs).norm() < 0.1 * 0.1 * 6**0.5
        theirs.data.copy_(ours)


def test_filters_are_matrices_and_those_of_one_shape_do_not_mix() -> None:
    torch.manual_seed(0)
    first, second = (nn.Parameter(torch.randn(4, 2, 3, 3)) for _ in range(2))
    second.data.copy_(first)
    unused = nn.Parameter(torch.randn(4, 2, 3, 3))
    before = unused.detach().clone()
    muon = Muon([first, second, unused], torch.tensor(0.1))
    first.grad, second.grad = torch.randn(4, 2, 3, 3), torch.randn(4, 2, 3, 3)
    alone = nn.Parameter(second.detach().clone())
    alone.grad = second.grad.clone()
    muon.step()
    Muon([alone], torch.tensor(0.1)).step()
    torch.testing.assert_close(second, alone)
    assert not torch.allclose(first, second)
    assert torch.equal(unused, before)


def test_the_learning_rate_is_read_at_each_step() -> None:
    weight = nn.Parameter(torch.randn(3, 5))
    rate = torch.tensor(0.1)
    muon = Muon([weight], rate)
    weight.grad = torch.randn(3, 5)
    muon.step()
    rate.zero_()
    weight.data.mul_(3**0.5 / weight.norm())
    before = weight.detach().clone()
    muon.step()
    torch.testing.assert_close(weight.detach(), before)
