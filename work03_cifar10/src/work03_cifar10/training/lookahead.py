"""Lookahead: slow weights that follow the fast ones (Zhang et al. 2019, algorithm 1)."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn


class Lookahead:
    """Every few steps the slow weights move towards the fast ones, which then start from there.

    The statistics of batch norm are averaged as well. Over the training the slow weights move less
    and less, so that in the end they are an average over many steps.

    Args:
        model: whose weights are the fast ones.
        steps: of the whole training.
        every: so many steps of the optimizer between two moves.
        decay: share of the slow weights that remains at the end, per step of the optimizer.
    """

    def __init__(
        self, model: nn.Module, steps: int, *, every: int = 5, decay: float = 0.95
    ) -> None:
        self.model, self.steps, self.every, self.decay = model, steps, every, decay
        self.step_number = 0
        self.slow = {name: tensor.clone() for name, tensor in self._fast().items()}

    def _fast(self) -> dict[str, torch.Tensor]:
        state = self.model.state_dict()
        return {name: tensor for name, tensor in state.items() if tensor.is_floating_point()}

    @torch.no_grad()
    def step(self) -> None:
        """Count a step, and at every `every`-th move the slow weights; call after the optimizer's.

        slow ← kept · slow + (1 - kept) · fast, then fast ← slow, for all floating-point state of the
        model, not for counters. kept = decay^every · (step_number / steps)³: it grows with the share
        of the steps that are done. The model's tensors are changed in place, since the optimizer
        holds them. In between, nothing but `step_number` changes.
        """
        self.step_number += 1
        if self.step_number % self.every:
            return
        kept = self.decay**self.every * (self.step_number / self.steps) ** 3
        for name, fast in self._fast().items():
            slow = self.slow[name] = self.slow[name].to(fast.device)
            slow.lerp_(fast, 1 - kept)
            fast.copy_(slow)

    @torch.no_grad()
    def finish(self) -> None:
        """Leave the slow weights in the model."""
        for name, fast in self._fast().items():
            fast.copy_(self.slow[name])

    def state_dict(self) -> dict[str, Any]:
        """Return the step and the slow weights, for a checkpoint."""
        return {"step": self.step_number, "slow": self.slow}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Take the step and the slow weights from a checkpoint."""
        self.step_number = state["step"]
        self.slow = {name: tensor.clone() for name, tensor in state["slow"].items()}
