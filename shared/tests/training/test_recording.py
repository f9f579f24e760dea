"""A recorded step: on the CPU the step itself."""

from __future__ import annotations

import torch

from shared.training.machine.precision import prefer_fast_matmul
from shared.training.machine.recording import fastest_algorithms, products, recorded


def test_where_there_is_no_cuda_a_step_stays_as_it_is() -> None:
    def step() -> None:
        raise AssertionError("a step must not be tried where none is recorded")

    assert recorded(step, torch.device("cpu")) == (step, False)


def test_cudnn_is_as_before_afterwards() -> None:
    def settings() -> tuple[bool, bool]:
        return torch.backends.cudnn.benchmark, torch.backends.cudnn.deterministic

    before = settings()
    with fastest_algorithms():
        assert settings() == (True, False)
    assert settings() == before


def test_a_gpus_precision_goes_with_fast_products_of_the_cpu_and_is_put_back() -> None:
    prefer_fast_matmul()  # sets the other backend's precision: PyTorch refuses to mix two ways to do it
    before = torch.backends.cuda.matmul.fp32_precision
    for precision in ("tf32", "ieee"):
        with products(precision):  # type: ignore[arg-type]
            assert torch.backends.cuda.matmul.fp32_precision == precision
    assert torch.backends.cuda.matmul.fp32_precision == before
