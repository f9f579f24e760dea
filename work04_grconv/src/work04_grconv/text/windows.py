"""Batches of windows from one long text: at random places, or one after the other.

Consecutive windows let a recurrent network carry its state from batch to batch, so that it sees
more than a window (back-propagation is still cut at the window's start). Random windows start
from a zero state each time.
"""

from __future__ import annotations

from collections.abc import Iterator

import torch
from jaxtyping import Int64
from torch import Tensor

Window = tuple[Int64[Tensor, "batch time"], Int64[Tensor, "batch time"]]


def random_windows(
    tokens: Int64[Tensor, " text"], batch: int, time: int, generator: torch.Generator
) -> Iterator[Window]:
    """Cut the text into windows from a random start and hand them out in random order.

    Each window is handed out once in an epoch; what does not fill a batch is left out.

    Yields:
        inputs and targets; a target is the token after its input.
    """
    first = int(torch.randint(time, (), generator=generator))
    starts = torch.arange(first, len(tokens) - time, time)
    starts = starts[torch.randperm(len(starts), generator=generator)]
    steps = torch.arange(time)
    for number in range(len(starts) // batch):
        places = starts[number * batch : (number + 1) * batch, None] + steps
        yield tokens[places], tokens[places + 1]


def consecutive_windows(
    tokens: Int64[Tensor, " text"], batch: int, time: int, generator: torch.Generator
) -> Iterator[Window]:
    """Cut the text into `batch` long rows and walk along all of them together.

    Row i of a batch goes on where row i of the batch before ended.

    Yields:
        inputs and targets; a target is the token after its input.
    """
    first = int(torch.randint(time, (), generator=generator))
    length = (len(tokens) - first - 1) // batch
    rows = tokens[first : first + batch * length].view(batch, length)
    after = tokens[first + 1 : first + 1 + batch * length].view(batch, length)
    for start in range(0, length - time + 1, time):
        yield rows[:, start : start + time], after[:, start : start + time]
