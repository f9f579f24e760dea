"""The data sets of the studies, each read once a process."""

from __future__ import annotations

import functools

from work03_cifar10.data.splits import Splits, load


@functools.cache
def splits_of(data: str, held_out: float) -> Splits:
    """Load a data set; `held_out` training images (or their share) are for validation."""
    return load(data, held_out=held_out)
