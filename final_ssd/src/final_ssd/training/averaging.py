"""An exponential moving average of the weights: a steadier model than the last step's.

Polyak averaging with a window that grows at the start: after step n the old average weighs
min(decay, (1 + n) / (10 + n)), so the random weights of the beginning are soon forgotten.
"""

from __future__ import annotations

import copy
from typing import Any

import torch
from torch import nn


class MovingAverage:
    """A second copy of a model that follows it slowly. Saved and continued with the run.

    Args:
        model: on its device.
        decay: of the old average, once there were enough steps.
    """

    def __init__(self, model: nn.Module, decay: float) -> None:
        self.model = copy.deepcopy(model).eval().requires_grad_(False)
        self.decay, self.steps = decay, 0

    @torch.no_grad()
    def update(self, model: nn.Module) -> None:
        """Move towards `model` by one step. Whole numbers and running statistics are copied."""
        self.steps += 1
        keep = min(self.decay, (1 + self.steps) / (10 + self.steps))
        averaged = dict(self.model.named_parameters())
        latest = dict(model.named_parameters())
        torch._foreach_lerp_(  # one call for all tensors
            list(averaged.values()), [latest[name].detach() for name in averaged], 1 - keep
        )
        for own, other in zip(self.model.buffers(), model.buffers(), strict=True):
            own.copy_(other)

    def state_dict(self) -> dict[str, Any]:
        """Return the averaged weights and the number of steps."""
        return {"model": self.model.state_dict(), "steps": self.steps}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Continue from a saved average."""
        self.model.load_state_dict(state["model"])
        self.steps = state["steps"]
