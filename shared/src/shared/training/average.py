"""A mean over all samples of all processes, each counted once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch


def alone(value: Any) -> list[Any]:
    """Return the values of all processes where there is but one."""
    return [value]


class Average:
    """Collects per-sample values batch by batch.

    Args:
        gather: returns the values of all processes by rank.
        idle: says whether this process's batch is a stand-in that does not count.
    """

    def __init__(
        self,
        gather: Callable[[Any], list[Any]] = alone,
        idle: Callable[[], bool] = lambda: False,
    ) -> None:
        self._gather, self._idle = gather, idle
        self._sum: torch.Tensor | None = None
        self._count = 0.0

    def update(self, values: torch.Tensor, weight: float = 1.0) -> None:
        """Add one value a sample, shape (batch, …), each counted `weight` times."""
        if self._idle():
            return
        values = values.detach()
        total = weight * values.sum(dim=0, dtype=widest_float(values.device))
        self._sum = total if self._sum is None else self._sum.to(total.device) + total
        self._count += weight * len(values)

    def running(self) -> float | None:
        """Return the mean of a scalar over this process's samples so far; None before the first."""
        return None if self._sum is None or not self._count else self._sum.item() / self._count

    def compute(self) -> torch.Tensor:
        """Return the mean over all samples, shape (…), on the CPU.

        Raises:
            ValueError: no process saw a sample.
        """
        mine = (None if self._sum is None else self._sum.cpu(), self._count)
        seen = [(total, count) for total, count in self._gather(mine) if total is not None]
        if not sum(count for _, count in seen):
            raise ValueError("no samples to average")
        return torch.stack([total for total, _ in seen]).sum(dim=0) / sum(n for _, n in seen)

    def state_dict(self) -> dict[str, Any]:
        """Return what this process has collected, for a checkpoint."""
        return {"sum": None if self._sum is None else self._sum.cpu(), "count": self._count}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from what `state_dict` returned."""
        self._sum, self._count = state["sum"], state["count"]


def widest_float(device: torch.device) -> torch.dtype:
    """Return float64 where the device has it (Apple's GPUs do not), otherwise float32."""
    return torch.float32 if device.type == "mps" else torch.float64
