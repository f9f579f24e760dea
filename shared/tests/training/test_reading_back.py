"""What makes a GPU wait is seen on the CPU."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn

from shared.training.testing.reading_back import read_back


@pytest.mark.parametrize(
    ("use", "name"),
    [
        (lambda x: x.sum().item(), "_local_scalar_dense"),
        (lambda x: x[x > 0], "index"),
        (lambda x: torch.where(x > 0), "nonzero"),
        (lambda x: x * torch.tensor([1.0, 2.0]), "lift_fresh"),
    ],
)
def test_what_waits_is_named(use: Callable[[Tensor], object], name: str) -> None:
    values = torch.rand(3, 2, requires_grad=True)
    assert name in read_back(lambda: use(values))


def test_a_plain_step_reads_nothing_back() -> None:
    model = nn.Sequential(nn.Linear(2, 4), nn.BatchNorm1d(4), nn.ReLU(), nn.Linear(4, 1))
    optimizer = torch.optim.SGD(model.parameters(), 0.1, momentum=0.9)
    features = torch.rand(8, 2)

    def step() -> None:
        optimizer.zero_grad()
        model(features).square().mean().backward()
        optimizer.step()

    assert read_back(step) == []
