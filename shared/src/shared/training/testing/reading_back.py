"""What a step reads back from the device: a GPU waits there, and a CUDA graph cannot be recorded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch.utils._python_dispatch import TorchDispatchMode

WAITING = {"_local_scalar_dense", "nonzero", "equal", "masked_select", "_unique2", "lift_fresh"}


class _Watch(TorchDispatchMode):
    """Notes operators whose result the processor needs before it can go on."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def __torch_dispatch__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: Any = None
    ) -> Any:
        name = func.overloadpacket.__name__
        masks = name == "index" and any(
            isinstance(one, torch.Tensor) and one.dtype == torch.bool for one in args[1]
        )
        if name in WAITING or masks:
            self.seen.append(name)
        return func(*args, **(kwargs or {}))


def read_back(step: Callable[[], object]) -> list[str]:
    """Do a step, backward pass included, on the CPU; name what would make a GPU wait.

    Returns:
        torch's operators: `_local_scalar_dense` is an `item()`, `nonzero` and `index` have as many
        results as a mask has ones, `lift_fresh` copies a constant. One thing is not seen: `prod` reads
        back in its gradient, but goes another way while it is watched.
    """
    step()  # an optimizer makes its state in the first
    with _Watch() as watch:
        step()
    return watch.seen
