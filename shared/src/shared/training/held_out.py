"""Held-out data as an evaluation wants them: a model that does not train, each sample once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from torch import nn
from torch.utils.data import DataLoader

from shared.training.average import Average

if TYPE_CHECKING:
    from shared.training.loop import Loop


class HeldOut:
    """The batches of a held-out data set, and the model to evaluate on them.

        @torch.no_grad()
        def evaluate(held_out: HeldOut) -> dict[str, float]:
            correct = held_out.average()
            for images, labels in held_out:
                correct.update((held_out.model(images).argmax(dim=1) == labels).float())
            return {"accuracy": correct.compute().item()}

    While the batches are read the model is in evaluation mode; afterwards it is as it was. Of
    several processes each evaluates the model that would be saved, the main one's.

    Attributes:
        model: the model itself, not wrapped for several processes.
        processes: how many share the samples.
    """

    def __init__(self, loop: Loop, model: nn.Module, loader: DataLoader[Any]) -> None:
        self.model, self.processes = model, loop.processes
        self._loop, self._loader = loop, loader

    def __iter__(self) -> Iterator[Any]:
        modes = [(module, module.training) for module in self.model.modules()]
        self.model.eval()
        try:
            for batch in self._loader:
                yield self._loop.to_device(batch)
        finally:
            for module, training in modes:  # a frozen part has its own
                module.training = training

    def average(self) -> Average:
        """Make a mean over the samples of all processes."""
        return Average(self._loop.gather)
