"""The Fréchet distance against SciPy's matrix root."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.linalg
import torch

from work03_cifar10.generative.frechet import frechet_distance


def test_the_frechet_distance_is_the_formula_with_scipys_root() -> None:
    first = torch.randn(60, 4, dtype=torch.float64) @ torch.randn(4, 4, dtype=torch.float64)
    second = 1 + torch.randn(50, 4, dtype=torch.float64)
    a, b = np.cov(first.numpy().T), np.cov(second.numpy().T)
    expected = (first.mean(0) - second.mean(0)).square().sum().item() + np.trace(
        a + b - 2 * scipy.linalg.sqrtm(a @ b).real
    )
    assert frechet_distance(first, second) == pytest.approx(expected)
    assert frechet_distance(first, first) == pytest.approx(0, abs=1e-9)


def test_of_two_gaussians_apart_it_is_the_squared_distance() -> None:
    points = torch.randn(100, 3)
    moved = points + torch.tensor([3.0, 0, 4])
    assert frechet_distance(points, moved) == pytest.approx(25, rel=1e-4)
