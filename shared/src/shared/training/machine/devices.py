"""Where to compute, in which precision, and how batches are laid out there."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Literal

import torch

from shared.training.machine.precision import Precision, TrialStep, bf16_is_faster

if TYPE_CHECKING:  # slow to import: a command's --help does without
    from accelerate import Accelerator

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


def fastest_device() -> torch.device:
    """Return the GPU, or the CPU where there is none or DL_DEVICE asks for it."""
    return torch.device(
        "cpu" if on_cpu("auto") else torch.accelerator.current_accelerator() or "cpu"
    )


def join_processes(device: DeviceName) -> None:
    """Join the other processes of this run, if there are any, on the device that they share."""
    from accelerate import PartialState

    share_threads()
    PartialState(cpu=on_cpu(device))  # without a GPU Accelerate needs to be told


def make_accelerator(
    device: DeviceName, precision: Precision, step: TrialStep | None = None
) -> tuple[Accelerator, Literal["fp32", "bf16"]]:
    """Return what places tensors and joins processes, and the precision it computes in.

    Args:
        device: see `on_cpu`.
        precision: for auto the main process measures, and all take what it found.
        step: what it measures beside a convolution, see `bf16_is_faster`.
    """
    from accelerate import Accelerator, PartialState
    from accelerate.state import AcceleratorState
    from accelerate.utils import broadcast_object_list

    cpu = on_cpu(device)
    join_processes(device)
    state = PartialState()
    if precision == "auto":
        faster = [state.is_main_process and bf16_is_faster(state.device, step)]
        if state.num_processes > 1:
            broadcast_object_list(faster)
        precision = "bf16" if faster[0] else "fp32"
    AcceleratorState._reset_state()  # an earlier loop may have had other settings
    accelerator = Accelerator(cpu=cpu, mixed_precision="bf16" if precision == "bf16" else "no")
    return accelerator, precision


def share_threads() -> None:
    """Divide the processor among the processes of a host, unless OMP_NUM_THREADS says otherwise."""
    if int(os.environ.get("WORLD_SIZE", "1")) > 1 and "OMP_NUM_THREADS" not in os.environ:
        on_this_host = int(os.environ.get("LOCAL_WORLD_SIZE", "1"))
        threads = max(1, torch.get_num_threads() // on_this_host)
        torch.set_num_threads(threads)
        os.environ["OMP_NUM_THREADS"] = str(threads)  # else Accelerate sets and warns


def send(batch: Any, device: torch.device) -> Any:
    """Return the same batch (tensors in tuples, lists, dicts) on `device`."""
    from accelerate.utils import send_to_device  # slow to import

    return send_to_device(batch, device)


def channels_last(batch: Any) -> Any:
    """Return the same batch (tensors in tuples, lists, dicts) with images (4-d) laid out channels-last."""
    if isinstance(batch, torch.Tensor):
        return batch.to(memory_format=torch.channels_last) if batch.dim() == 4 else batch
    if isinstance(batch, list | tuple):
        items = [channels_last(item) for item in batch]
        return type(batch)(*items) if hasattr(batch, "_fields") else type(batch)(items)
    if isinstance(batch, dict):
        return {name: channels_last(item) for name, item in batch.items()}
    return batch
