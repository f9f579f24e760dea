"""Several processes that train one model: what they tell each other.

Each has a copy of the model and takes its share of every batch. Gradients are averaged in each
step, so that the weights stay the same in all; what else must be the same is agreed on here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch import nn

from shared.training.errors import RunError
from shared.training.folder.state_dicts import digests

if TYPE_CHECKING:  # slow to import: a command's --help does without
    from accelerate import Accelerator


class Processes:
    """This process among those that share each batch; under torchrun there are several.

    Attributes:
        rank, processes: this process and how many there are.
        device: where it computes.
    """

    def __init__(self, accelerator: Accelerator) -> None:
        self._accelerator = accelerator
        self.rank = accelerator.process_index
        self.processes = accelerator.num_processes
        self.device = accelerator.device

    def sum_over_processes(self, tensor: torch.Tensor) -> torch.Tensor:
        """Return the sum of all processes' tensors, in every process."""
        return self._accelerator.reduce(tensor, reduction="sum") if self.processes > 1 else tensor

    def gather(self, value: Any) -> list[Any]:
        """Return the values of all processes by rank, in every process."""
        if self.processes == 1:
            return [value]
        from accelerate.utils import gather_object

        return gather_object([value])

    def from_main(self, value: Any) -> Any:
        """Return the main process's `value`, in every process."""
        if self.processes == 1:
            return value
        from accelerate.utils import broadcast_object_list

        return broadcast_object_list([value])[0]

    def weight_of(self, count: torch.Tensor | float, *, idle: bool = False) -> float:
        """Return the weight of a mean over `count` things: their number over all processes' mean number.

        Processes average their gradients. With their losses weighted so, that is the gradient of
        the mean over all of them. An idle process's do not count.
        """
        if self.processes == 1:
            return 1.0
        own = 0.0 if idle else float(count)
        total = self.sum_over_processes(torch.tensor(own, device=self.device)).item()
        return own * self.processes / max(total, 1.0)

    def unwrap(self, model: nn.Module) -> nn.Module:
        """Return the model itself, without what shares its gradients."""
        unwrapped: nn.Module = self._accelerator.unwrap_model(model, keep_fp32_wrapper=True)
        return unwrapped

    @torch.no_grad()
    def share_buffers(self, model: nn.Module) -> None:
        """Give the model of every process the main one's buffers, such as batch norm's statistics.

        In training each process updates them by its own share of a batch.
        """
        if self.processes > 1:
            from accelerate.utils import broadcast

            for buffer in model.buffers():
                buffer.copy_(broadcast(buffer.contiguous()))

    def check_equal(self, model: nn.Module) -> None:
        """Make sure that weights and buffers are the same bits in all processes.

        Raises:
            RunError: they are not, so that metrics over all processes describe no model.
        """
        every = self.gather(digests(model.state_dict()))
        differing = [name for name in every[0] if len({each.get(name) for each in every}) > 1]
        if differing:
            raise RunError(
                f"the {self.processes} processes end with different weights ({len(differing)} of "
                f"{len(every[0])} tensors, first {differing[0]!r}), so no model is saved: what the "
                "training changes besides optimizer steps must be the same in every process "
                "(Loop.from_main)"
            )
