"""Boxes drawn at random, for all tests."""

from __future__ import annotations

import torch
from torch import Tensor


def random_boxes(count: int, seed: int = 0, side: float = 100) -> Tensor:
    """Boxes `x1 y1 x2 y2` with an area, float64, corners within `side` pixels."""
    generator = torch.Generator().manual_seed(seed)
    corners = torch.rand(count, 2, generator=generator, dtype=torch.float64) * side
    sides = torch.rand(count, 2, generator=generator, dtype=torch.float64) * side / 2 + 0.5
    return torch.cat([corners, corners + sides], dim=1)
