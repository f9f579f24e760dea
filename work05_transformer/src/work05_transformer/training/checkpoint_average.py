"""One model from the last few checkpoints (Vaswani et al. 2017, section 6.1).

The last steps of a run wander about a minimum; the mean of several of them lies nearer to it than
each does, and costs nothing when translating.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor, nn


def average(states: Sequence[Mapping[str, Tensor]]) -> dict[str, Tensor]:
    """Return the mean of each tensor over several states of one model.

    Args:
        states: `state_dict`s with the same names and shapes, at least one; no gradient is asked.
    """
    return {name: torch.stack([state[name] for state in states]).mean(0) for name in states[0]}


class CheckpointAverage:
    """The last few states of a model, in memory.

    Args:
        count: how many; the paper has 5 for its base model, 20 for its big one.
    """

    def __init__(self, count: int) -> None:
        self.count = count
        self.states: list[dict[str, Tensor]] = []

    def add(self, model: nn.Module) -> None:
        """Copy the model's present weights, and forget the oldest beyond `count`."""
        state = {name: tensor.detach().clone() for name, tensor in model.state_dict().items()}
        self.states = [*self.states, state][-self.count :]

    def load_into(self, model: nn.Module) -> None:
        """Give the model the mean of the kept weights."""
        model.load_state_dict(average(self.states))

    def state_dict(self) -> dict[str, Any]:
        """Return what a resumed run needs."""
        return {"states": self.states}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Continue from `state_dict`."""
        self.states = list(state["states"])
