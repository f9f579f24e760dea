"""Randomness: one seed for everything, and states that can be saved and restored."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import torch
from jaxtyping import Float64, Int, Int64


def seed_everything(seed: int) -> None:
    """Seed Python, NumPy and torch (all devices), and ask cuDNN for repeatable algorithms."""
    random.seed(seed)
    np.random.seed(seed % 2**32)  # noqa: NPY002 - libraries draw from the global generator
    torch.manual_seed(seed)
    torch.backends.cudnn.deterministic = True
    torch.backends.cudnn.benchmark = False


def epoch_generator(seed: int, epoch: int) -> torch.Generator:
    """Return a generator that depends on (seed, epoch) alone, for what an epoch draws.

    What is drawn with it for a whole epoch, and picked by a sample's number, is the same for any
    number of processes and after a resume.
    """
    # One 64-bit seed from the pair, mixed so that neighboring pairs share nothing.
    mixed = (seed * 0x9E3779B97F4A7C15 + epoch * 0xD1B54A32D192ED03) % 2**63
    return torch.Generator().manual_seed(mixed)


def sample_numbers(
    samples: Int[torch.Tensor, " sample"], count: int, *, seed: int, epoch: int
) -> Float64[torch.Tensor, "sample {count}"]:
    """Return numbers between 0 and 1 that depend on seed, epoch and a sample's number alone.

    For what happens to a sample at random: it is the same for any number of processes, whatever
    batch the sample is in, and after a resume. SplitMix64 (Steele, Lea & Flood 2014, figure 17).

    Args:
        samples: their numbers in the data set.
        count: how many random numbers each has.
        seed: of the run.
        epoch: of the run.

    Returns:
        uniform in [0, 1).
    """
    start = torch.randint(2**62, (), generator=epoch_generator(seed, epoch))
    place = samples.cpu()[:, None] * count + torch.arange(count)
    mixed = start + (place + 1) * as_int64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ shifted(mixed, 30)) * as_int64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ shifted(mixed, 27)) * as_int64(0x94D049BB133111EB)
    mixed = mixed ^ shifted(mixed, 31)
    return shifted(mixed, 12).double() * 2.0**-52


def as_int64(number: int) -> int:
    """Return the signed number of the same 64 bits."""
    return number - 2**64 if number >= 2**63 else number


def shifted(bits: Int64[torch.Tensor, "*shape"], places: int) -> Int64[torch.Tensor, "*shape"]:
    """Shift to the right; zeros come in from the left."""
    return (bits >> places) & (2 ** (64 - places) - 1)


def random_state() -> dict[str, Any]:
    """Return the state of all generators, in types that `torch.load(weights_only=True)` accepts."""
    state: Any = np.random.get_state()  # noqa: NPY002
    _, numbers, position, has_gauss, gauss = state
    return {
        "python": random.getstate(),
        "numpy": (torch.from_numpy(numbers.astype(np.int64)), position, has_gauss, gauss),
        "torch": torch.get_rng_state(),
        "cuda": torch.cuda.get_rng_state_all() if torch.cuda.is_available() else [],
    }


def restore_random_state(state: dict[str, Any]) -> None:
    """Set all generators to a state that `random_state` returned."""
    version, numbers, gauss = state["python"]
    random.setstate((version, tuple(numbers), gauss))
    keys, position, has_gauss, cached = state["numpy"]
    np.random.set_state(  # noqa: NPY002
        ("MT19937", keys.numpy().astype(np.uint32), position, has_gauss, cached)
    )
    torch.set_rng_state(state["torch"])
    if state["cuda"]:
        torch.cuda.set_rng_state_all(state["cuda"])
