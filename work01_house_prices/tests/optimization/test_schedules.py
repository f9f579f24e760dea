"""Each schedule equals the one in torch.optim.lr_scheduler, where torch has it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler

from work01_house_prices.optimization import schedules


def torch_rates(
    steps: int, make_scheduler: Callable[[Optimizer], LRScheduler], learning_rate: float = 0.1
) -> list[float]:
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=learning_rate)
    scheduler = make_scheduler(optimizer)
    rates = []
    for _ in range(steps):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return rates


def test_constant_never_changes() -> None:
    assert {schedules.constant(step, peak=0.3) for step in range(5)} == {0.3}


def test_step_decay_equals_torchs_step_lr() -> None:
    expected = torch_rates(25, lambda o: torch.optim.lr_scheduler.StepLR(o, 10, gamma=0.5))
    actual = [schedules.step_decay(step, peak=0.1, every=10, factor=0.5) for step in range(25)]
    assert actual == pytest.approx(expected, rel=1e-12)


def test_cosine_equals_torchs_cosine_annealing_and_stays_at_its_floor() -> None:
    expected = torch_rates(
        21, lambda o: torch.optim.lr_scheduler.CosineAnnealingLR(o, 20, eta_min=0.01)
    )
    actual = [schedules.cosine(step, peak=0.1, total_steps=20, floor=0.01) for step in range(21)]
    assert actual == pytest.approx(expected, rel=1e-9)
    assert schedules.cosine(35, peak=0.1, total_steps=20, floor=0.01) == pytest.approx(0.01)


def test_warmup_equals_torchs_linear_lr() -> None:
    # total_iters counts the steps after the first, which already has the factor 1/5.
    expected = torch_rates(
        10, lambda o: torch.optim.lr_scheduler.LinearLR(o, start_factor=0.2, total_iters=4)
    )
    actual = [0.1 * schedules.warmup(step, warmup_steps=5) for step in range(10)]
    assert actual == pytest.approx(expected, rel=1e-12)


def test_inverse_time_halves_the_rate_when_decay_times_step_is_one() -> None:
    assert schedules.inverse_time(0, peak=0.4, decay=0.1) == 0.4
    assert schedules.inverse_time(10, peak=0.4, decay=0.1) == pytest.approx(0.2)


def test_schedules_multiply_to_a_warmup_that_ends_in_the_cosine() -> None:
    rates = [
        schedules.warmup(step, warmup_steps=10) * schedules.cosine(step, peak=1.0, total_steps=100)
        for step in range(101)
    ]
    assert rates[0] == pytest.approx(0.1)
    assert max(rates) == rates[9]
    assert rates[100] == pytest.approx(0.0, abs=1e-12)
