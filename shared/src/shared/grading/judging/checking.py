"""What the checks of several assignments compare with, and the inputs that they draw.

A check runs on the judge's side. Messages say what was compared, how it differs, and a hint; they
never show the right answer of a whole tensor.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import torch
from jaxtyping import Float64, Int64
from torch import Tensor

from shared.grading.errors import RemoteError, StudentDied
from shared.grading.remote.gradients import floating_tensors
from shared.grading.remote.stand_ins import in_place, with_gradients
from shared.plain_text import plain

__all__ = [
    "Sides",
    "alike",
    "assert_close",
    "assert_equal",
    "assert_gradients",
    "assert_number",
    "assert_raises",
    "in_place",
    "integers",
    "normal",
]

RELATIVE = {torch.float64: 1e-6, torch.float32: 1e-5}
"""How far a result may be off, relative to the largest expected one.

The order of additions is free, and constants on the way may be float32's, such as `torch.tensor(0.1)`.
"""

ABSOLUTE = {torch.float64: 1e-7, torch.float32: 1e-6}
"""How far a tensor's values may be off besides.

A small result may be a difference of large numbers: of a probability near 1 and a label of 1, float32
keeps the first seven decimals; of a difference of terms with constants of float32, float64 keeps as many.
"""

MOST_LISTED = 1_000_000  # numbers of an array that is compared as a list
COARSE = 1e-2
"""How far those of 16 bits may be off, relative to the largest."""


def assert_close(
    actual: Any,
    expected: Tensor | np.ndarray,
    what: str,
    hint: str,
    *,
    same_dtype: bool = True,
) -> None:
    """Compare a tensor, or a NumPy array, in type, shape, dtype, finiteness and value.

    Infinite values must stand where they are expected, and whole numbers be equal. Without
    `same_dtype`, where the docstring is silent, any floating-point dtype stands for another within its
    own precision, and any of whole numbers for another.

    Raises:
        AssertionError: they differ; the message starts with `what` and ends with `hint`.
    """
    if isinstance(expected, np.ndarray):
        actual, expected = _as_tensors(actual, expected, what, hint)
    assert isinstance(actual, Tensor), (
        f"{what}: expected a tensor, got {type(actual).__name__}. {hint}"
    )
    assert actual.shape == expected.shape, (
        f"{what}: expected shape {tuple(expected.shape)}, got {tuple(actual.shape)}. {hint}"
    )
    if not same_dtype and _kind(actual) == _kind(expected):
        relative = max(RELATIVE.get(t.dtype, COARSE) for t in (actual, expected))
        absolute = max(ABSOLUTE.get(t.dtype, 1e-9) for t in (actual, expected))
        actual, expected = (t.double() if t.is_floating_point() else t for t in (actual, expected))
        actual = actual.to(expected.dtype)
    else:
        relative = RELATIVE.get(expected.dtype, COARSE)
        absolute = ABSOLUTE.get(expected.dtype, 1e-9)
    assert actual.dtype == expected.dtype, (
        f"{what}: expected dtype {expected.dtype}, got {actual.dtype}. {hint}"
    )
    actual, expected = actual.detach(), expected.detach()
    if not expected.is_floating_point():
        wrong = int((actual != expected).sum())
        assert wrong == 0, f"{what}: {wrong} of {expected.numel()} values differ. {hint}"
        return
    finite = torch.isfinite(expected)
    theirs, ours = actual[~finite], expected[~finite]
    same_infinities = torch.equal(theirs.isnan(), ours.isnan()) and torch.equal(
        theirs[~ours.isnan()], ours[~ours.isnan()]
    )
    as_finite = same_infinities and bool(torch.isfinite(actual[finite]).all())
    assert as_finite, f"{what}: NaN or infinity at another place than expected. {hint}"
    if not finite.any():
        return
    difference = (actual - expected)[finite].abs().max().item()
    scale = expected[finite].abs().max().item()
    assert difference <= absolute + relative * scale, (
        f"{what}: the largest difference is {difference:.2g}, of values up to {scale:.2g}. {hint}"
    )


def _as_tensors(actual: Any, expected: np.ndarray, what: str, hint: str) -> tuple[Tensor, Tensor]:
    """Return two arrays as tensors; a NumPy scalar is an array without dimensions."""
    actual = np.asarray(actual) if isinstance(actual, np.generic) else actual
    assert type(actual) is np.ndarray, (
        f"{what}: expected a NumPy array, got {type(actual).__name__}. {hint}"
    )
    assert actual.dtype.kind in "biufc", (
        f"{what}: expected dtype {expected.dtype}, got {actual.dtype}. {hint}"
    )
    # a copy: torch takes no negative strides, and warns of what cannot be written
    return torch.from_numpy(actual.copy()), torch.from_numpy(expected.copy())


def _kind(tensor: Tensor) -> str:
    if tensor.dtype is torch.bool:
        return "bool"
    return "float" if tensor.is_floating_point() else "complex" if tensor.is_complex() else "int"


def _plain(value: Any) -> Any:
    """Return Python's own value of a number, an array or tensor without dimensions, or a sequence.

    Raises:
        AssertionError: an array of so many numbers that a list of them fills the memory.
    """
    if isinstance(value, (Tensor, np.ndarray)):
        shape = tuple(value.shape)
        assert math.prod(shape) <= MOST_LISTED, f"an array of shape {shape} is too large for a list"
        return value.item() if value.ndim == 0 else value.tolist()
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value


def assert_number(actual: Any, expected: float, what: str, hint: str) -> None:
    """Compare a number: Python's or NumPy's, or an array or a tensor without dimensions.

    One in float32 or below is compared within its precision.

    Raises:
        AssertionError: it is none, or another one.
    """
    number = _plain(actual) if getattr(actual, "ndim", 0) == 0 else actual
    assert type(number) in (int, float), (
        f"{what}: expected a number, got {type(actual).__name__}. {hint}"
    )
    bits = getattr(getattr(actual, "dtype", None), "itemsize", 8) * 8
    dtype, absolute = (torch.float64, 1e-9) if bits >= 64 else (torch.float32, 1e-6)
    if not np.isfinite(expected):
        close = number == expected or (number != number and expected != expected)
    else:
        close = abs(number - expected) <= absolute + RELATIVE[dtype] * abs(expected)
    shown = [f"{value:.6g}" for value in (expected, number)]
    if shown[0] == shown[1]:
        shown = [f"{value:.17g}" for value in (expected, number)]
    assert close, f"{what}: expected {shown[0]}, got {shown[1]}. {hint}"


def assert_equal(actual: Any, expected: Any, what: str, hint: str) -> None:
    """Compare plain values, such as whole numbers, texts, lists and dictionaries, in kind and value.

    NumPy's numbers count as Python's, and a tuple as a list.

    Raises:
        AssertionError: they differ.
    """
    ours, theirs = _plain(expected), _plain(actual)
    assert type(theirs) is type(ours), (
        f"{what}: expected {type(expected).__name__}, got {type(actual).__name__}. {hint}"
    )
    shown = [plain(repr(value), 200) for value in (ours, theirs)]
    if shown[0] == shown[1]:
        shown = ["another value", f"{shown[1]} of other types inside"]
    assert _typed(theirs) == _typed(ours), f"{what}: expected {shown[0]}, got {shown[1]}. {hint}"


def _typed(value: Any) -> Any:
    """Return a value in which True and 1 are not equal."""
    if isinstance(value, list):
        return [_typed(item) for item in value]
    if isinstance(value, dict):
        return {(type(key), key): _typed(item) for key, item in value.items()}
    return (type(value), value)


def assert_raises(
    function: Callable[..., Any],
    kinds: type[Exception] | tuple[type[Exception], ...],
    *args: Any,
    what: str,
    hint: str,
    **kwargs: Any,
) -> None:
    """Call a function that must raise one of these exceptions, or a subclass of one.

    Raises:
        AssertionError: it raises none, or another one.
    """
    names = [kind.__name__ for kind in (kinds if isinstance(kinds, tuple) else (kinds,))]
    wanted = " or ".join(names)
    try:
        function(*args, **kwargs)
    except StudentDied:
        raise
    except AssertionError as error:
        if not set(names) & {kind.__name__ for kind in type(error).__mro__}:
            raise
    except Exception as error:
        raised = error.kinds if isinstance(error, RemoteError) else _kinds(error)
        unsolved = raised[:1] == ("NotImplementedError",) and "NotImplementedError" not in names
        if unsolved:
            raise
        assert set(raised) & set(names), (
            f"{what}: expected {wanted}, got {raised[0] if raised else 'an exception'}. {hint}"
        )
    else:
        raise AssertionError(f"{what}: expected {wanted}, but nothing was raised. {hint}")


def _kinds(error: Exception) -> tuple[str, ...]:
    return tuple(kind.__name__ for kind in type(error).__mro__)


class Sides(NamedTuple):
    """An argument that is another object on each side, such as a layer that is handed over."""

    theirs: Any
    ours: Any


def assert_gradients(
    theirs: Any,
    ours: Callable[..., Any],
    args: tuple[Any, ...],
    what: str,
    hint: str,
    *,
    rng: np.random.Generator,
    kwargs: dict[str, Any] | None = None,
    constants: dict[str, Any] | None = None,
    theirs_modules: tuple[Any, ...] = (),
    ours_modules: tuple[Any, ...] = (),
) -> None:
    """Compare a function forwards and backwards.

    Both sides are called with the same arguments, whose floating-point tensors are leaves that ask for
    a gradient; where one is `Sides`, each side gets its own. The results are compared, then the
    gradients of a random weighted sum of them: for each of these tensors, and for each parameter of
    the modules (in the order of `parameters()`). `constants` are keyword arguments that ask for no
    gradient, such as the targets of a loss. Infinite results, which only say what is left out, have no
    weight.

    Raises:
        AssertionError: results or gradients differ, or a result has no gradient where it should.
    """

    def leaves(args: tuple[Any, ...]) -> tuple[Any, Any]:
        positional, named = _leaves(args, kwargs or {})
        return positional, {**named, **(constants or {})}

    our_args = tuple(value.ours if isinstance(value, Sides) else value for value in args)
    args = tuple(value.theirs if isinstance(value, Sides) else value for value in args)
    expected, has_gradient, _ = with_gradients(ours, *leaves(our_args), None, [*ours_modules])
    cotangents = [
        normal(rng, *tensor.shape).to(tensor.dtype).where(tensor.detach().isfinite(), 0.0)
        for tensor in floating_tensors(expected)
    ]
    _, _, wanted = with_gradients(ours, *leaves(our_args), cotangents, [*ours_modules])
    replied = with_gradients(theirs, *leaves(args), cotangents, [*theirs_modules])
    assert isinstance(replied, tuple), f"{what}: no gradients came back. {hint}"
    actual, attached, gradients = replied
    _assert_same_values(actual, expected, what, hint)
    for one, other in zip(attached, has_gradient, strict=True):
        assert one or not other, (
            f"{what}: the result has no gradient, so nothing before it could learn: `.detach()`, "
            f"`.item()`, NumPy or a new tensor cut it off. {hint}"
        )
        assert other or not one, f"{what}: the result has a gradient, and should have none. {hint}"
    assert len(gradients) == len(wanted), f"{what}: gradients for other inputs. {hint}"
    for index, (one, other) in enumerate(zip(gradients, wanted, strict=True), 1):
        which = f" {index} of {len(wanted)}" if len(wanted) > 1 else ""
        assert_close(one, other, f"{what}: the gradient for input{which}", hint)


def _leaves(args: Any, kwargs: Any) -> tuple[Any, Any]:
    """Return the arguments with new floating-point tensors, each a leaf that asks for a gradient."""

    def leaf(value: Any) -> Any:
        if isinstance(value, Tensor) and value.is_floating_point():
            return value.detach().clone().requires_grad_()
        if type(value) in (list, tuple):
            return type(value)(leaf(item) for item in value)
        return value

    return tuple(leaf(value) for value in args), {name: leaf(v) for name, v in kwargs.items()}


def _assert_same_values(actual: Any, expected: Any, what: str, hint: str) -> None:
    """Compare results with tensors in lists, tuples or dictionaries."""
    if isinstance(expected, (Tensor, np.ndarray)):
        assert_close(actual, expected, what, hint)
    elif isinstance(expected, (list, tuple)):
        assert isinstance(actual, (list, tuple)), (
            f"{what}: expected {len(expected)} results, got {type(actual).__name__}. {hint}"
        )
        assert len(actual) == len(expected), (
            f"{what}: expected {len(expected)} results, got {len(actual)}. {hint}"
        )
        for index, (one, other) in enumerate(zip(actual, expected, strict=True), 1):
            _assert_same_values(one, other, f"{what}, result {index}", hint)
    elif isinstance(expected, dict):
        assert isinstance(actual, dict) and list(actual) == list(expected), (  # noqa: PT018
            f"{what}: expected a dictionary of {list(expected)}. {hint}"
        )
        for name, value in expected.items():
            _assert_same_values(actual[name], value, f"{what}, {name}", hint)
    elif isinstance(expected, float):
        assert_number(actual, expected, what, hint)
    else:
        assert_equal(actual, expected, what, hint)


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
