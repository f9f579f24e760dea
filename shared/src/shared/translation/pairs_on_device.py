"""Sentence pairs on a device, in tables of a few lengths, so that batches have a few shapes.

A CUDA graph is recorded for one shape. Batches of pairs of like length, each padded to its own longest,
would have hundreds; here a pair stands in the table of the next length, padded, and a batch is some
rows of one table, of about as many tokens whichever it is.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial

import torch
from jaxtyping import Int
from torch import Tensor

from shared.training.machine.recording import recorded, until_done

LENGTHS = (8, 12, 16, 24, 40)
Batch = tuple[Int[Tensor, "rows length"], Int[Tensor, "rows length"]]


class PairsOnDevice:
    """Pairs of token numbers in tables, one for each length; padding is 0.

    Args:
        pairs: tokens of each source and of its target; both lists begin and end as the model wants.
        tokens: of a batch, on either side, padding included.
        device: where the tables are.
        lengths: of the tables, rising; longer pairs are left out.

    Attributes:
        tables: sources and targets, by length; there is none without a pair.
        rows: of a batch, by length.
        left_out: how many pairs are too long.
        batches: in an epoch.
    """

    def __init__(
        self,
        pairs: Sequence[tuple[Sequence[int], Sequence[int]]],
        tokens: int,
        device: torch.device,
        lengths: Sequence[int] = LENGTHS,
    ) -> None:
        groups: dict[int, list[tuple[Sequence[int], Sequence[int]]]] = {}
        self.left_out = 0
        for pair in pairs:
            longest = max(map(len, pair))
            fitting = next((length for length in lengths if length >= longest), None)
            if fitting is None:
                self.left_out += 1
            else:
                groups.setdefault(fitting, []).append(pair)
        self.device = device
        self.tables: dict[int, Batch] = {}
        self.rows: dict[int, int] = {}
        for length in sorted(groups):
            source, target = (
                torch.tensor([[*row, *[0] * (length - len(row))] for row in side], device=device)
                for side in zip(*groups[length], strict=True)
            )
            self.tables[length] = (source, target)
            self.rows[length] = min(len(source), max(1, tokens // length))
        self.batches = sum(len(self.tables[n][0]) // rows for n, rows in self.rows.items())

    def epoch(self, number: int, seed: int) -> Iterator[tuple[int, Batch]]:
        """Go through all pairs in an order of this epoch's own; yield each batch and its length.

        The rows that fill no batch are not used; in each epoch they are others.
        """
        generator = torch.Generator(self.device).manual_seed(seed * 1000 + number)
        plan = []
        for length, (source, _) in self.tables.items():
            order = torch.randperm(len(source), generator=generator, device=self.device)
            plan += [
                (length, rows)
                for rows in order.split(self.rows[length])
                if len(rows) == self.rows[length]
            ]
        random.Random(f"{seed} {number}").shuffle(plan)
        for length, rows in plan:
            source, target = self.tables[length]
            yield length, (source.index_select(0, rows), target.index_select(0, rows))


class RecordedSteps:
    """A step for each length, recorded (`shared.training.machine.recording`), and what the steps read.

    Args:
        pairs: to learn from.
        step: computes and adds gradients, given sources and targets, which lie at the same place each
            time. It is called some times for the recording.

    Attributes:
        compile_seconds: what recording took.
        recorded: whether all steps are CUDA graphs.
    """

    def __init__(self, pairs: PairsOnDevice, step: Callable[[Tensor, Tensor], object]) -> None:
        self.pairs = pairs
        self.inputs = {
            length: (source[: pairs.rows[length]].clone(), target[: pairs.rows[length]].clone())
            for length, (source, target) in pairs.tables.items()
        }
        started = time.perf_counter()
        both = {
            length: recorded(partial(step, *places), pairs.device)
            for length, places in self.inputs.items()
        }
        until_done(pairs.device)
        self.compile_seconds = time.perf_counter() - started
        self.steps = {length: start for length, (start, _) in both.items()}
        self.recorded = all(worked for _, worked in both.values())

    def epoch(self, number: int, seed: int) -> Iterator[int]:
        """Do a step for each batch of an epoch; yield its tokens, of both sides, padding included."""
        for length, batch in self.pairs.epoch(number, seed):
            for place, values in zip(self.inputs[length], batch, strict=True):
                place.copy_(values)
            self.steps[length]()
            yield 2 * batch[0].numel()
