"""Where to compute, and how batches are laid out there."""

from __future__ import annotations

import os
from typing import Any, Literal

import torch

DeviceName = Literal["auto", "cpu"]
VARIABLE = "DL_DEVICE"


def on_cpu(device: DeviceName) -> bool:
    """Return whether to compute on the CPU.

    Args:
        device: cpu, or auto: what the environment variable DL_DEVICE says (auto or cpu), else a
            GPU (CUDA, then MPS) where there is one.
    """
    wanted = os.environ.get(VARIABLE, "auto") if device == "auto" else device
    return wanted == "cpu" or not torch.accelerator.is_available()


def channels_last(batch: Any) -> Any:
    """Return the same batch (tensors in tuples, lists, dicts) with images (4-d) laid out channels-last."""
    if isinstance(batch, torch.Tensor):
        return batch.to(memory_format=torch.channels_last) if batch.dim() == 4 else batch
    if isinstance(batch, list | tuple):
        return type(batch)(channels_last(item) for item in batch)
    if isinstance(batch, dict):
        return {name: channels_last(item) for name, item in batch.items()}
    return batch
