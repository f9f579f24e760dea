"""Batches in an order that depends on the seed and the epoch alone.

An epoch's order can be made again from (seed, epoch), so a resumed run continues in the middle
of an epoch without reading what came before, and several processes cut their shares from the
same global batches: they train on the same ones in the same order, however many there are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import torch
from torch.utils.data import DataLoader, Dataset, Sampler

from shared.training.errors import RunError
from shared.training.machine.seeding import epoch_generator


class SeededBatches(Sampler[list[int]]):
    """Index lists for `DataLoader(batch_sampler=…)`.

    Each process gets its share of every global batch; shares differ by one sample at most. In
    training the last, incomplete batch of an epoch is left out, so that a process's share is the
    same in each step. In evaluation nothing is shuffled or left out.

    Where the samples are whole batches (`batch_size` None), each process is handed the same one in
    training, of which `rows_of` gives it a share; in evaluation they take turns.

    Args:
        size: number of samples.
        batch_size: samples in a global batch; None: each sample is a whole batch.
        seed: the order of epoch e is a function of (seed, e).
        training: shuffle, and leave out the incomplete batch.
        rank, processes: this process and how many there are.

    Raises:
        ValueError: there is no sample, or a batch of none.
        RunError: a batch in training has fewer samples than there are processes, or more than
            there are data.
    """

    def __init__(
        self,
        size: int,
        batch_size: int | None,
        *,
        seed: int = 0,
        training: bool,
        rank: int = 0,
        processes: int = 1,
    ) -> None:
        self.whole = batch_size is None
        batch_size = 1 if batch_size is None else batch_size
        if size < 1 or batch_size < 1:
            raise ValueError(f"{size} samples in batches of {batch_size}: both must be positive")
        if training and batch_size < processes and not self.whole:
            raise RunError(
                f"a batch of {batch_size} has no share for each of {processes} processes: take a "
                "larger batch or fewer processes"
            )
        if training and batch_size > size:
            raise RunError(
                f"a batch of {batch_size} is larger than the data ({size} samples): take a smaller "
                "batch"
            )
        self.size, self.batch_size, self.seed, self.training = size, batch_size, seed, training
        self.rank, self.processes = rank, processes
        self.epoch = 0
        self.first = 0

    def __len__(self) -> int:
        """Return the number of batches in a whole epoch."""
        if self.training:
            return self.size // self.batch_size
        return -(-self.size // self.batch_size)

    @property
    def weight(self) -> float:
        """This process's share in training, over the mean share: 1 where all are equal.

        Processes average their gradients. With their losses weighted so, that is the gradient of
        the global batch.
        """
        share = self.batch_size // self.processes + (self.rank < self.batch_size % self.processes)
        return share * self.processes / self.batch_size

    def share(self, batch: Any) -> tuple[Any, float]:
        """Return what this process takes of a batch that the loader has read, and its weight."""
        return rows_of(batch, self.rank, self.processes) if self.whole else (batch, self.weight)

    def start(self, epoch: int, first: int = 0) -> None:
        """Let the next iteration be that of `epoch`, from its batch number `first` on."""
        self.epoch, self.first = epoch, first

    def __iter__(self) -> Iterator[list[int]]:
        if self.training:
            order = torch.randperm(self.size, generator=epoch_generator(self.seed, self.epoch))
        else:
            order = torch.arange(self.size)
        if self.whole:
            own = order[self.first :] if self.training else order[self.rank :: self.processes]
            yield from own[:, None].tolist()
            return
        for number in range(self.first, len(self)):
            batch = order[number * self.batch_size : (number + 1) * self.batch_size]
            share = torch.tensor_split(batch, self.processes)[self.rank]
            if len(share):
                yield share.tolist()


def rows_of(batch: Any, rank: int, processes: int) -> tuple[Any, float]:
    """Return a process's rows of a whole batch, and their number over the mean number as weight.

    A process for which there is no row gets the first with weight 0: all must take part in a step.

    Args:
        batch: tensors, shape (rows, …), in tuples, lists, dicts.
        rank: this process.
        processes: how many there are.
    """
    if processes == 1:
        return batch, 1.0
    from accelerate.utils import find_batch_size, slice_tensors  # slow to import

    rows: int = find_batch_size(batch)
    own = torch.arange(rows).tensor_split(processes)[rank].tolist()
    first, count = (own[0], len(own)) if own else (0, 1)
    return slice_tensors(batch, slice(first, first + count)), len(own) * processes / rows


class EpochDataset(Dataset[Any]):
    """A data set whose samples depend on the epoch, such as augmented or composed images."""

    def start(self, epoch: int) -> None:
        """Hand out the samples of `epoch` from here on; `Loop.batches` calls it."""
        raise NotImplementedError


class InMemory(Dataset[tuple[torch.Tensor, ...]]):
    """A data set in memory that hands out a batch at once: `__getitems__` returns tensors."""

    def __getitems__(self, indices: Sequence[int]) -> tuple[torch.Tensor, ...]:
        """Return the batch of these samples."""
        raise NotImplementedError


class Rows(InMemory):
    """Tensors that share their first dimension; a batch is one indexing operation."""

    def __init__(self, *tensors: torch.Tensor) -> None:
        sizes = {len(tensor) for tensor in tensors}
        if len(sizes) != 1:
            raise ValueError(f"tensors of different lengths: {sorted(sizes)}")
        self.tensors = tensors

    def __len__(self) -> int:
        return len(self.tensors[0])

    def __getitem__(self, index: int) -> tuple[torch.Tensor, ...]:
        return tuple(tensor[index] for tensor in self.tensors)

    def __getitems__(self, indices: Sequence[int]) -> tuple[torch.Tensor, ...]:
        """Return the rows `indices` of every tensor."""
        chosen = torch.as_tensor(indices)
        return tuple(tensor[chosen] for tensor in self.tensors)


def whole_batch(batch: Any) -> Any:
    """Return the batch as it is: an InMemory data set leaves nothing to collate."""
    return batch


def only(samples: list[Any]) -> Any:
    """Return the one sample, a whole batch already."""
    (sample,) = samples
    return sample


def seeded_loader(dataset: Dataset[Any], batches: SeededBatches, **options: Any) -> DataLoader[Any]:
    """Return a DataLoader over `batches` that leaves torch's global generator alone.

    `options` go to DataLoader (`collate_fn`, `num_workers`, …).
    """
    if isinstance(dataset, InMemory):
        options.setdefault("collate_fn", whole_batch)
    elif batches.whole:
        options.setdefault("collate_fn", only)
    generator = torch.Generator().manual_seed(batches.seed)
    return DataLoader(dataset, batch_sampler=batches, generator=generator, **options)
