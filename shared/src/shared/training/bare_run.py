"""The loop's side of a Run without folder, records or checkpoints.

A study trains hundreds of networks and keeps one number of each. It calls the same training
loop as train.py, with a BareRun where train.py has a Run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

from shared.training.batches import SeededBatches, seeded_loader
from shared.training.errors import NonFiniteError
from shared.training.precision import prefer_fast_matmul
from shared.training.seeding import seed_everything


class BareRun:
    """One process, float32, nothing written; see Run for what the methods mean.

    Args:
        seed: seeds everything, as in a Run.
        device: where batches and the model go.
    """

    def __init__(self, seed: int, device: str = "cpu") -> None:
        self.seed = seed
        self.device = torch.device(device)
        prefer_fast_matmul()
        seed_everything(seed)

    def loader(
        self, dataset: Dataset[Any], batch_size: int, *, training: bool, **options: Any
    ) -> DataLoader[Any]:
        """Return batches of `dataset`, in the order that a Run of this seed has."""
        size = len(dataset)  # type: ignore[arg-type]
        batches = SeededBatches(size, batch_size, seed=self.seed, training=training)
        return seeded_loader(dataset, batches, **options)

    def prepare(self, model: nn.Module, *others: Any) -> tuple[Any, ...]:
        """Move the model to the device."""
        self._model = model.to(self.device)
        return (self._model, *others)

    def epochs(self, count: int) -> Iterator[int]:
        """Yield the epoch numbers from 0 to `count` - 1."""
        for self._epoch in range(count):
            self._loss_sum = torch.zeros((), device=self.device)
            self._loss_count = 0
            yield self._epoch

    def batches(self, loader: DataLoader[Any]) -> Iterator[Any]:
        """Yield the training batches of this epoch."""
        order = loader.batch_sampler
        assert isinstance(order, SeededBatches)
        order.start(self._epoch)
        for batch in loader:
            yield [tensor.to(self.device) for tensor in batch]

    def backward(self, loss: torch.Tensor, shown: torch.Tensor | None = None) -> None:
        """Back-propagate a scalar loss; `epoch_loss` reports it, or `shown` in its place."""
        loss.backward()
        self._loss_sum += (loss if shown is None else shown).detach()
        self._loss_count += 1

    def clip_gradients(self, max_norm: float) -> None:
        """Scale all gradients so that their joint 2-norm is at most `max_norm`."""
        nn.utils.clip_grad_norm_(self._model.parameters(), max_norm)

    def epoch_loss(self) -> float:
        """Return the mean loss of this epoch's steps.

        Raises:
            NonFiniteError: it is NaN or infinite.
        """
        mean = self._loss_sum.item() / self._loss_count
        if mean - mean != 0:
            raise NonFiniteError(f"the loss became {mean} in epoch {self._epoch + 1}")
        return mean

    def unwrap(self, model: nn.Module) -> nn.Module:
        """Return the model itself."""
        return model

    def log(self, metrics: Mapping[str, float]) -> None:
        """Keep nothing."""
