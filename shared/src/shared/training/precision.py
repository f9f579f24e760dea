"""float32 or bfloat16: decided by a measurement, not by a list of processors."""

from __future__ import annotations

import time

import torch

MARGIN = 1.2  # bf16 must be this many times as fast; less is not worth its rounding


def _seconds(dtype: torch.dtype, device: torch.device) -> float:
    """The shortest of five runs of a 3×3 convolution in `dtype`."""
    images = torch.ones(16, 64, 32, 32, device=device, dtype=dtype)
    images = images.to(memory_format=torch.channels_last)
    kernels = torch.ones(64, 64, 3, 3, device=device, dtype=dtype)
    kernels = kernels.to(memory_format=torch.channels_last)

    def run() -> float:
        start = time.perf_counter()
        torch.nn.functional.conv2d(images, kernels, padding=1)
        if device.type == "cuda":
            torch.cuda.synchronize(device)
        return time.perf_counter() - start

    run()
    return min(run() for _ in range(5))


def bf16_is_faster(device: torch.device) -> bool:
    """True where a bfloat16 convolution beats float32 clearly on `device` (takes about 0.1 s)."""
    if device.type == "mps":
        return False
    with torch.inference_mode():
        return _seconds(torch.float32, device) > MARGIN * _seconds(torch.bfloat16, device)


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
