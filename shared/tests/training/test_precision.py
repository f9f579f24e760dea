"""Faster arithmetic is used only where it is as exact."""

import pytest
import torch

from shared.training.machine import precision
from shared.training.machine.precision import bf16_is_faster, prefer_fast_matmul

SECONDS = {torch.float32: 3.0, torch.bfloat16: 1.0}


def test_products_keep_float32_accuracy() -> None:
    before = torch.backends.mkldnn.matmul.fp32_precision
    try:
        fast = prefer_fast_matmul()
        left, right = torch.rand(2, 300, 300, dtype=torch.float64)
        exact = left @ right
        error = ((left.float() @ right.float()).double() - exact).abs().max() / exact.abs().max()
        assert error < 1e-5
        setting = torch.backends.mkldnn.matmul.fp32_precision
        assert setting == ("bf16" if fast else before)
    finally:
        torch.backends.mkldnn.matmul.fp32_precision = before


def test_a_processor_that_rounds_is_left_as_it_is(monkeypatch) -> None:
    """Stand-in for AMX: products whose inputs are rounded to bf16."""
    before = torch.backends.mkldnn.matmul.fp32_precision
    product = torch.Tensor.__matmul__

    def rounding(left: torch.Tensor, right: torch.Tensor) -> torch.Tensor:
        if left.dtype == torch.float32:
            return product(left.bfloat16().float(), right.bfloat16().float())
        return product(left, right)

    monkeypatch.setattr(torch.Tensor, "__matmul__", rounding)
    assert not prefer_fast_matmul()
    assert torch.backends.mkldnn.matmul.fp32_precision == before


@pytest.mark.parametrize(("slower_in_half", "faster"), [(False, True), (True, False)])
def test_a_training_step_decides_where_a_convolution_is_faster(
    monkeypatch: pytest.MonkeyPatch, slower_in_half: bool, faster: bool
) -> None:
    """A clock that a step moves: three seconds in one precision, one second in the other."""
    now, calls = 0.0, []

    def trial(device: torch.device):
        def step() -> None:
            nonlocal now
            calls.append(torch.is_autocast_enabled(device.type))
            now += 3.0 if calls[-1] is slower_in_half else 1.0

        return step

    monkeypatch.setattr(precision, "_convolution", lambda dtype, device: lambda: SECONDS[dtype])
    monkeypatch.setattr(precision, "_clock", lambda device: lambda: now)
    assert bf16_is_faster(torch.device("cpu"), trial) is faster
    assert set(calls) == {True, False}


def test_without_the_hardware_no_step_is_tried_in_bf16(monkeypatch: pytest.MonkeyPatch) -> None:
    slow = {torch.float32: 1.0, torch.bfloat16: 0.9}
    monkeypatch.setattr(precision, "_convolution", lambda dtype, device: lambda: slow[dtype])
    assert not bf16_is_faster(torch.device("cpu"), lambda device: pytest.fail("tried"))


def test_the_measurement_of_bf16_gives_an_answer() -> None:
    assert bf16_is_faster(torch.device("cpu")) in (True, False)
