"""A mean over all samples of all processes, each counted once."""

from __future__ import annotations

from collections.abc import Callable

import torch


class Average:
    """Collects per-sample values batch by batch.

    Args:
        sum_over_processes: adds up a tensor over all processes (the identity for one process).
    """

    def __init__(self, sum_over_processes: Callable[[torch.Tensor], torch.Tensor]) -> None:
        self._sum_over_processes = sum_over_processes
        self._sum: torch.Tensor | None = None
        self._count = 0

    def update(self, values: torch.Tensor) -> None:
        """Add one value a sample, shape (batch, …)."""
        values = values.detach()
        total = values.sum(dim=0, dtype=widest_float(values.device))
        self._sum = total if self._sum is None else self._sum + total
        self._count += len(values)

    def compute(self) -> torch.Tensor:
        """The mean over all samples, shape (…), on the CPU.

        Raises:
            ValueError: this process saw no sample (more processes than samples).
        """
        if self._sum is None:
            raise ValueError("no samples to average: are there more processes than samples?")
        count = torch.tensor(float(self._count), device=self._sum.device, dtype=self._sum.dtype)
        return (self._sum_over_processes(self._sum) / self._sum_over_processes(count)).cpu()


def widest_float(device: torch.device) -> torch.dtype:
    """float64 where the device has it (Apple's GPUs do not)."""
    return torch.float32 if device.type == "mps" else torch.float64
