"""A Loop: what a training loop needs around it, so that the loop itself stays in the open.

    loop = Loop(seed=0)
    loader = loop.loader(dataset, batch_size=128, training=True)
    model, optimizer = loop.prepare(model, optimizer)
    for epoch in loop.epochs(10):
        for images, labels in loop.batches(loader):
            optimizer.zero_grad()
            loss = cross_entropy(model(images), labels)
            loop.backward(loss)
            loop.clip_gradients(1.0)
            optimizer.step()
        held_out = loop.evaluating(model, valid, 500)
        loop.log({"train/loss": loop.epoch_loss(), "valid/accuracy": accuracy(held_out)})

It writes nothing: studies train hundreds of networks with it. A `Run` is a Loop with a folder,
progress and checkpoints. Under torchrun several processes share each batch (processes.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

from shared.training.average import Average
from shared.training.batches import EpochDataset, SeededBatches, seeded_loader
from shared.training.errors import finite
from shared.training.held_out import HeldOut
from shared.training.machine.devices import DeviceName, channels_last, make_accelerator, send
from shared.training.machine.precision import Precision, TrialStep, prefer_fast_matmul
from shared.training.machine.processes import Processes
from shared.training.machine.seeding import seed_everything


class Loop(Processes):
    """What surrounds one training loop.

    Args:
        seed: of Python, NumPy, torch and the order of the batches.
        device: cpu, or auto for a GPU where there is one.
        precision: fp32, bf16 (autocast), or auto: bf16 where a measurement shows it to be faster.
        step: a step of the training that auto measures, too (see `bf16_is_faster`).

    Attributes:
        rank, processes, device: this process, how many there are, and where it computes.
        epoch, step_in_epoch, step: how many are done.
        history: the metrics that were logged.
    """

    def __init__(
        self, seed: int, *, device: DeviceName = "auto", precision: Precision = "fp32",
        step: TrialStep | None = None,
    ) -> None:  # fmt: skip
        accelerator, self.precision = make_accelerator(device, precision, step)
        super().__init__(accelerator)
        self.seed = seed
        prefer_fast_matmul()
        seed_everything(seed)
        self.epoch = self.step_in_epoch = self.step = 0
        self.history: list[dict[str, float]] = []
        self._images = False  # known when a model is prepared
        self._weight = 1.0  # of this process's share of a batch; `batches` sets it
        self._averages: list[Average] = []  # of this epoch, the loss first
        self._loss = self.average()

    def loader(
        self, dataset: Dataset[Any], batch_size: int | None, *, training: bool, **options: Any
    ) -> DataLoader[Any]:
        """Return this process's share of each batch of `dataset` (see SeededBatches).

        `batch_size` counts the samples of all processes together; None: each sample is a whole
        batch already. `options` go to DataLoader.
        """
        size: int = len(dataset)  # type: ignore[arg-type]
        share = {"rank": self.rank, "processes": self.processes}
        batches = SeededBatches(size, batch_size, seed=self.seed, training=training, **share)
        return seeded_loader(dataset, batches, **options)

    def prepare(self, model: nn.Module, optimizer: Any, *others: Any) -> tuple[Any, ...]:
        """Move the model to the device and let processes share gradients.

        Args:
            model: with 4-d weights it is laid out channels-last.
            optimizer: a torch optimizer over the model's parameters.
            others: whatever else a Run must save and continue: anything with `state_dict` and
                `load_state_dict`, such as a scheduler or averaged weights.

        Returns:
            model, optimizer and others, to be used from here on.
        """
        self._images = any(parameter.dim() == 4 for parameter in model.parameters())
        model.to(self.device)
        if self._images:
            model.to(memory_format=torch.channels_last)
        self.start_or_continue(model, optimizer, others)
        # Only the model needs Accelerate: around an optimizer it costs more than a small step.
        self._wrapped = self._accelerator.prepare(model)
        return (self._wrapped, optimizer, *others)

    def start_or_continue(self, model: nn.Module, optimizer: Any, others: tuple[Any, ...]) -> None:
        """Do nothing before the first step; a Run may continue a checkpoint here."""
        if self.rank > 0:
            torch.manual_seed(self.seed + self.rank)  # dropout differs between processes

    def to_device(self, batch: Any) -> Any:
        """Return `batch` (tensors in tuples, lists, dicts) on the device, images channels-last."""
        batch = send(batch, self.device)
        return channels_last(batch) if self._images else batch

    def epochs(self, count: int) -> Iterator[int]:
        """Yield the epoch numbers from 0 to `count` - 1; a resumed run starts at the one it was in."""
        for epoch in range(self.epoch, count):
            self._averages = []
            self._loss = self.average()
            yield epoch
            self.epoch, self.step_in_epoch = epoch + 1, 0

    def batches(self, loader: DataLoader[Any]) -> Iterator[Any]:
        """Yield the training batches of this epoch, on the device; each counts as one step."""
        order = loader.batch_sampler
        if not isinstance(order, SeededBatches):
            raise TypeError("batches() needs a loader made by loader(…, training=True)")
        order.start(self.epoch, self.step_in_epoch)
        if isinstance(loader.dataset, EpochDataset):
            loader.dataset.start(self.epoch)
        for batch in self.reading(loader):
            share, self._weight = order.share(batch)
            yield self.to_device(share)
            self.step += 1
            self.step_in_epoch += 1
            self.stepped()
        self.share_buffers(self._wrapped)

    def reading(self, loader: DataLoader[Any]) -> Iterator[Any]:
        """Yield the batches of `loader`; a Run shows progress from here on."""
        return iter(loader)

    def stepped(self) -> None:
        """Do nothing after a step; a Run saves and stops here."""

    def backward(
        self,
        loss: torch.Tensor,
        shown: torch.Tensor | None = None,
        *,
        count: torch.Tensor | float | None = None,
    ) -> None:
        """Back-propagate a scalar loss, the mean over this process's share of the batch.

        Args:
            loss: to back-propagate.
            shown: what progress and `epoch_loss` report, where that is not the loss itself.
            count: how many things the mean is of, where they are not samples but tokens, boxes, …
        """
        weight = self._weight if count is None else self.weight_of(count, idle=not self._weight)
        (loss if weight == 1 else weight * loss).backward()
        shown = (loss if shown is None else shown).reshape(1)
        self._loss.update(shown, weight=weight / self.processes)

    def clip_gradients(self, max_norm: float) -> None:
        """Scale all gradients so that their joint 2-norm is at most `max_norm`."""
        nn.utils.clip_grad_norm_(self._wrapped.parameters(), max_norm)

    def epoch_loss(self) -> float:
        """Return the mean loss of this epoch's steps so far, over all processes.

        Raises:
            NonFiniteError: it is NaN or infinite.
        """
        return finite(self._loss.compute().item(), "the loss", self.epoch, self.step)

    def average(self) -> Average:
        """Make a mean over this epoch's training samples and all processes; call it before a batch."""
        self._averages.append(Average(self.gather, idle=lambda: not self._weight))
        return self._averages[-1]

    def evaluating(
        self, model: nn.Module, dataset: Dataset[Any], batch_size: int | None, **options: Any
    ) -> HeldOut:
        """Hand out `dataset` in order, each sample once over all processes, with `model` to evaluate."""
        self.share_buffers(model)  # so that all evaluate the model that would be saved
        loader = self.loader(dataset, batch_size, training=False, **options)
        return HeldOut(self, self.unwrap(model), loader)

    def log(self, metrics: Mapping[str, float]) -> None:
        """Keep this epoch's metrics in `history`; call once an epoch, in every process.

        Raises:
            NonFiniteError: a metric is NaN or infinite.
        """
        for name, value in metrics.items():
            finite(value, name, self.epoch, self.step)
        self.history.append(dict(metrics))

    def say(self, line: str) -> None:
        """Print nothing; a Run prints `line`."""
