"""float32 or bfloat16: decided by a measurement, not by a list of processors."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Literal

import torch

Precision = Literal["auto", "fp32", "bf16"]

MARGIN = 1.2  # bf16 must be this many times as fast; less is not worth its rounding


TrialStep = Callable[[torch.device], Callable[[], object]]
"""Makes, on a device, what does one step of training (forward, backward, optimizer) at each call."""


def _clock(device: torch.device) -> Callable[[], float]:
    """Return the clock to read: of the CPU's seconds, which other programs do not change, or a GPU's."""

    def gpu_seconds() -> float:
        torch.cuda.synchronize(device)
        return time.perf_counter()

    return gpu_seconds if device.type == "cuda" else time.process_time


def _convolution(dtype: torch.dtype, device: torch.device) -> Callable[[], float]:
    """Return a 3×3 convolution in `dtype`; each call runs it once and returns its seconds."""
    images = torch.ones(16, 64, 32, 32, device=device, dtype=dtype)
    images = images.to(memory_format=torch.channels_last)
    kernels = torch.ones(64, 64, 3, 3, device=device, dtype=dtype)
    kernels = kernels.to(memory_format=torch.channels_last)
    clock = _clock(device)

    def run() -> float:
        start = clock()
        torch.nn.functional.conv2d(images, kernels, padding=1)
        return clock() - start

    return run


def bf16_is_faster(device: torch.device, step: TrialStep | None = None) -> bool:
    """Return whether bfloat16 beats float32 clearly on `device`: in a convolution (0.2 s), and in a step.

    The two take turns, and the shortest run of each counts. The convolution comes first: without the
    hardware for it, one step in bfloat16 can take many seconds.

    Args:
        device: to measure on.
        step: of the training in question; many small layers can be slower in bfloat16 where one large
            convolution is faster. None: the convolution alone decides.
    """
    if device.type == "mps":
        return False
    with torch.inference_mode():
        full, half = (_convolution(dtype, device) for dtype in (torch.float32, torch.bfloat16))
        if not _is_clear([(full(), half()) for _ in range(8)]):
            return False
    if step is None:
        return True
    run, clock = step(device), _clock(device)

    def seconds(in_half: bool) -> float:
        start = clock()
        with torch.autocast(device.type, torch.bfloat16, enabled=in_half):
            run()
        return clock() - start

    return _is_clear([(seconds(False), seconds(True)) for _ in range(3)])


def _is_clear(rounds: list[tuple[float, float]]) -> bool:
    """Return whether the second of each round is clearly faster; the first round warms up."""
    first, second = zip(*rounds[1:], strict=True)
    return min(first) > MARGIN * min(second)


def prefer_fast_matmul() -> bool:
    """Let oneDNN do the CPU's float32 matrix products where that costs no accuracy.

    PyTorch hands float32 products to MKL, which uses AMD processors badly: on one, oneDNN is
    twice as fast. PyTorch calls oneDNN for float32 where bf16 is allowed for its inner
    arithmetic; a processor with bf16 dot products alone then still computes in float32, one with
    AMX truly rounds to bf16. So the error of a product decides, and with it the answer is the
    same in each run on one machine.

    Returns:
        whether oneDNN is used from here on, in the whole process.
    """
    setting = torch.backends.mkldnn.matmul  # type: ignore[attr-defined]
    before = setting.fp32_precision
    generator = torch.Generator().manual_seed(0)
    left, right = torch.rand(2, 256, 256, generator=generator, dtype=torch.float64)
    exact = left @ right
    setting.fp32_precision = "bf16"
    error = ((left.float() @ right.float()).double() - exact).abs().max() / exact.abs().max()
    accurate = bool(error < 1e-5)
    if not accurate:
        setting.fp32_precision = before
    return accurate
