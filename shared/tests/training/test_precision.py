"""Faster arithmetic is used only where it is as exact."""

import torch

from shared.training.machine.precision import bf16_is_faster, prefer_fast_matmul


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


def test_the_measurement_of_bf16_gives_an_answer() -> None:
    assert bf16_is_faster(torch.device("cpu")) in (True, False)
