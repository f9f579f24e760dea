"""A step of training as a CUDA graph: recorded once, then started as a whole.

A step is some hundred kernels, and to start each costs Python and the driver several microseconds: a
small network keeps a GPU waiting. A recorded step (PyTorch's notes, "CUDA Graphs") does the same work
at the same addresses again, so its inputs must be copied to where they were, and nothing in it may be
read back, be decided by a value, or be a number of Python's that changes.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Literal

import torch

PRACTICE = 3  # steps before one is recorded, in which libraries choose their algorithms


def recorded(step: Callable[[], object], device: torch.device) -> tuple[Callable[[], object], bool]:
    """Record a step on a CUDA device; elsewhere, and where it cannot be recorded, it stays as it is.

    The step is done some times on the way: what it changes has to be set back afterwards.

    Returns:
        what does a step, and whether it is a recording.
    """
    if device.type != "cuda":
        return step, False
    try:
        aside = torch.cuda.Stream()
        aside.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(aside):
            for _ in range(PRACTICE):
                step()
        torch.cuda.current_stream().wait_stream(aside)
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            step()
        graph.replay()
        torch.cuda.synchronize()
    except RuntimeError as error:
        print(f"without a CUDA graph: {error}")
        return step, False
    return graph.replay, True


def until_done(device: torch.device) -> None:
    """Wait until a device has done all it was given: a clock that is read before tells nothing."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)


def gigabytes_reserved(device: torch.device) -> float:
    """Return the most memory that PyTorch has held on a CUDA device so far; 0 elsewhere."""
    return torch.cuda.max_memory_reserved(device) / 1e9 if device.type == "cuda" else 0.0


@contextlib.contextmanager
def fastest_algorithms() -> Iterator[None]:
    """Let cuDNN try its algorithms and keep the fastest, whatever the process is set to."""
    with torch.backends.cudnn.flags(
        enabled=True, benchmark=True, deterministic=False, allow_tf32=True
    ):
        yield


@contextlib.contextmanager
def products(precision: Literal["tf32", "ieee"]) -> Iterator[None]:
    """Let a GPU round the factors of float32 products to TensorFloat-32, or forbid it (ieee)."""
    setting = torch.backends.cuda.matmul
    before = setting.fp32_precision
    setting.fp32_precision = precision
    try:
        yield
    finally:
        setting.fp32_precision = before
