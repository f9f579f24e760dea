"""Muon equals torch's, and makes steps orthogonal."""

from __future__ import annotations

import pytest
import torch

from work05_transformer.layers.muon import Muon, orthogonalize


@pytest.mark.parametrize("seed", range(3))
def test_orthogonal_steps_have_singular_values_near_1(seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    matrices = torch.randn(4, 24, 60, generator=generator)
    values = torch.linalg.svdvals(orthogonalize(matrices))
    assert values.min() > 0.6
    assert values.max() < 1.3


@pytest.mark.parametrize("shape", [(8, 8), (20, 8), (8, 30)])
def test_muon_equals_torchs(shape: tuple[int, int]) -> None:
    """torch iterates in bfloat16, so its matrices agree to about one part in a hundred."""
    generator = torch.Generator().manual_seed(0)
    ours = torch.randn(shape, generator=generator, requires_grad=True)
    theirs = ours.detach().clone().requires_grad_()
    start = ours.detach().clone()
    optimizers = (
        Muon([ours], 0.05, weight_decay=0.1),
        torch.optim.Muon([theirs], lr=0.05, weight_decay=0.1, momentum=0.95),
    )
    for _ in range(4):
        gradient = torch.randn(shape, generator=generator)
        for parameter, optimizer in zip((ours, theirs), optimizers, strict=True):
            parameter.grad = gradient.clone()
            optimizer.step()
    moved, expected = ours.detach() - start, theirs.detach() - start
    assert (moved - expected).norm() < 0.03 * expected.norm()


def test_muon_makes_stacked_projections_orthogonal_one_by_one() -> None:
    torch.manual_seed(0)
    stacked = torch.zeros(24, 8, requires_grad=True)
    stacked.grad = torch.randn(24, 8)
    stacked.grad[8:] *= 100  # the queries' small gradient must not be drowned
    Muon([stacked], 1.0).step()
    for part in stacked.detach().split(8):
        assert torch.linalg.svdvals(part).mean().item() == pytest.approx(1, abs=0.2)


def test_muon_takes_matrices_alone() -> None:
    with pytest.raises(ValueError, match=r"shape \(3,\)"):
        Muon([torch.zeros(3)])
