"""What the checks of several assignments compare with, and the inputs that they draw.

A check runs on the judge's side. Messages say what was compared, how it differs, and a hint; they
never show the right answer of a whole tensor.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from jaxtyping import Float64, Int64
from torch import Tensor

RELATIVE = {torch.float64: 1e-8, torch.float32: 1e-5}
"""How far a result may be off, relative to the largest expected one: the order of additions is free."""


def assert_close(actual: Any, expected: Tensor | np.ndarray, what: str, hint: str) -> None:
    """Compare a tensor, or a NumPy array, in type, shape, dtype, finiteness and value.

    Infinite values must stand where they are expected, and whole numbers be equal.

    Raises:
        AssertionError: they differ; the message starts with `what` and ends with `hint`.
    """
    if isinstance(expected, np.ndarray):
        assert type(actual) is np.ndarray, (
            f"{what}: expected a NumPy array, got {type(actual).__name__}. {hint}"
        )
        assert actual.dtype == expected.dtype, (
            f"{what}: expected dtype {expected.dtype}, got {actual.dtype}. {hint}"
        )
        # a copy: torch takes no negative strides, and warns of what cannot be written
        actual, expected = torch.from_numpy(actual.copy()), torch.from_numpy(expected.copy())
    assert type(actual) is Tensor, f"{what}: expected a tensor, got {type(actual).__name__}. {hint}"
    assert actual.shape == expected.shape, (
        f"{what}: expected shape {tuple(expected.shape)}, got {tuple(actual.shape)}. {hint}"
    )
    assert actual.dtype == expected.dtype, (
        f"{what}: expected dtype {expected.dtype}, got {actual.dtype}. {hint}"
    )
    actual, expected = actual.detach(), expected.detach()
    if not expected.is_floating_point():
        wrong = int((actual != expected).sum())
        assert wrong == 0, f"{what}: {wrong} of {expected.numel()} values differ. {hint}"
        return
    finite = torch.isfinite(expected)
    same_infinities = torch.equal(actual[~finite], expected[~finite])
    as_finite = same_infinities and bool(torch.isfinite(actual[finite]).all())
    assert as_finite, f"{what}: NaN or infinity at another place than expected. {hint}"
    if not finite.any():
        return
    difference = (actual - expected)[finite].abs().max().item()
    scale = expected[finite].abs().max().item()
    assert difference <= 1e-9 + RELATIVE[expected.dtype] * scale, (
        f"{what}: the largest difference is {difference:.2g}, of values up to {scale:.2g}. {hint}"
    )


def assert_number(actual: Any, expected: float, what: str, hint: str) -> None:
    """Compare a floating-point number, Python's or NumPy's float64, which is one.

    Raises:
        AssertionError: it is none, or another one.
    """
    assert type(actual) in (float, np.float64), (
        f"{what}: expected a float, got {type(actual).__name__}. {hint}"
    )
    close = abs(actual - expected) <= 1e-9 + 1e-8 * abs(expected)
    assert close, f"{what}: expected {expected:.6g}, got {actual:.6g}. {hint}"


def assert_equal(actual: Any, expected: Any, what: str, hint: str) -> None:
    """Compare plain values, such as whole numbers, texts and lists, in type and value.

    Raises:
        AssertionError: they differ.
    """
    assert type(actual) is type(expected), (
        f"{what}: expected {type(expected).__name__}, got {type(actual).__name__}. {hint}"
    )
    assert actual == expected, f"{what}: expected {expected}, got {actual}. {hint}"


def normal(rng: np.random.Generator, *shape: int) -> Float64[Tensor, ...]:
    """Draw independent standard normal numbers."""
    return torch.from_numpy(rng.normal(size=shape))


def integers(rng: np.random.Generator, below: int, *shape: int) -> Int64[Tensor, ...]:
    """Draw independent whole numbers from 0 to `below` − 1."""
    return torch.from_numpy(rng.integers(below, size=shape))


def alike(rng: np.random.Generator, theirs: Any, ours: Any) -> None:
    """Give a student's module and the reference's the same random weights, in float64.

    Counters keep their values; running variances are positive.
    """
    state = {}
    for name, tensor in ours.state_dict().items():
        if not tensor.is_floating_point():
            state[name] = tensor.clone()
        elif name.endswith("running_var"):
            state[name] = torch.from_numpy(rng.uniform(0.5, 2, size=tuple(tensor.shape)))
        else:
            state[name] = normal(rng, *tensor.shape)
    for module in (theirs, ours):
        module.double()
        module.load_state_dict(dict(state))
