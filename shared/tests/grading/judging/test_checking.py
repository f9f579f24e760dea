"""Comparisons that let nothing wrong through, and nothing right fail."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from shared.grading.judging.checking import (
    Sides,
    alike,
    assert_close,
    assert_equal,
    assert_gradients,
    assert_number,
    assert_raises,
    integers,
    normal,
)

INF = float("inf")
RNG = np.random.default_rng(0)


@pytest.mark.parametrize(
    "expected",
    [
        torch.tensor([1.0, -2.0]),
        torch.tensor([[1e6, 1e-6]], dtype=torch.float64),
        torch.tensor([0.0, -INF, 3.0]),
        torch.tensor([-INF, INF]),
        torch.tensor([3, 4]),
        torch.tensor([True, False]),
        torch.empty(0, 3),
    ],
)
def test_equal_tensors_pass(expected: torch.Tensor) -> None:
    assert_close(expected.clone(), expected, "x", "hint")


@pytest.mark.parametrize(
    ("actual", "message"),
    [
        ([1.0, 2.0], "expected a tensor, got list"),
        (np.ones(2), "expected a tensor, got ndarray"),
        (torch.ones(2, 1), r"expected shape \(2,\), got \(2, 1\)"),
        (torch.ones(2, dtype=torch.float64), "expected dtype torch.float32"),
        (torch.tensor([1.0, float("nan")]), "NaN or infinity"),
        (torch.tensor([1.0, INF]), "NaN or infinity"),
        (torch.tensor([1.0, 2.001]), "largest difference is 0.001"),
    ],
)
def test_other_tensors_fail_with_what_and_hint(actual: Any, message: str) -> None:
    with pytest.raises(AssertionError, match=rf"^x: .*{message}.* hint$"):
        assert_close(actual, torch.tensor([1.0, 2.0]), "x", "hint")


def test_constants_of_float32_in_a_computation_in_float64_pass() -> None:
    values = torch.arange(1.0, 8, dtype=torch.float64)
    tenth = torch.tensor(0.1)  # 1.5e-8 above a tenth
    assert_close(values * tenth, values * 0.1, "x", "hint")
    assert_gradients(lambda x: x * tenth, lambda x: x * 0.1, (values,), "x", "hint", rng=RNG)
    assert_number((tenth**0.5).item(), 0.1**0.5, "x", "hint")
    with pytest.raises(AssertionError, match="largest difference"):
        assert_close(values * (1 + 1e-5), values, "x", "hint")
    with pytest.raises(AssertionError, match=r"expected 0\.1, got"):
        assert_number(0.1 * (1 + 1e-5), 0.1, "x", "hint")


def test_a_small_result_may_be_a_difference_of_large_numbers() -> None:
    """Where a probability of 1 − 1e-5 loses its label's 1, three decimals are left in float32."""
    logits = torch.tensor([0.0, 11.5], dtype=torch.float64)
    exact = logits.softmax(0)[1] - 1
    single = logits.float().softmax(0)[1] - 1
    assert abs(single - exact) > 1e-5 * abs(exact)
    assert_close(single, exact.float(), "x", "hint")
    assert_number(single, exact.item(), "x", "hint")
    tenth = torch.tensor(0.1, dtype=torch.float64)
    assert_close(3 * tenth.float().double() - 0.3, 3 * tenth - 0.3, "x", "hint")
    with pytest.raises(AssertionError, match="largest difference"):
        assert_close(exact + 2e-7, exact, "x", "hint")
    with pytest.raises(AssertionError, match="largest difference"):
        assert_close(single + 2e-6, exact.float(), "x", "hint")


def test_numpy_arrays_are_compared_as_tensors_are() -> None:
    expected = np.array([[1.0, 2.0], [3.0, 4.0]])
    expected.flags.writeable = False
    assert_close(expected[::-1][::-1], expected, "x", "hint")
    for actual, message in (
        (torch.from_numpy(expected.copy()), "expected a NumPy array, got Tensor"),
        ([[1.0, 2.0], [3.0, 4.0]], "expected a NumPy array, got list"),
        (expected.astype(np.float32), r"expected dtype torch\.float64, got torch\.float32"),
        (expected.astype(object), "expected dtype float64, got object"),
        (expected[0], r"expected shape \(2, 2\), got \(2,\)"),
        (expected + 0.5, "largest difference is 0.5"),
        (np.where(expected > 3, np.nan, expected), "NaN or infinity"),
    ):
        with pytest.raises(AssertionError, match=rf"^x: .*{message}.* hint$"):
            assert_close(actual, expected, "x", "hint")


@pytest.mark.parametrize(
    "actual",
    [0.5, np.float64(0.5), np.float32(0.5), np.array(0.5), torch.tensor(0.5), np.float16(0.5)],
)
def test_a_number_of_any_kind_counts(actual: Any) -> None:
    assert_number(actual, 0.5, "x", "hint")


@pytest.mark.parametrize(
    "actual", [1, True, "0.5", None, [0.5], np.array([0.5]), np.float64(0.6), np.float64("nan")]
)
def test_another_number_or_none_fails(actual: Any) -> None:
    with pytest.raises(AssertionError, match=r"^x: expected "):
        assert_number(actual, 0.5, "x", "hint")


def test_single_precision_is_compared_within_its_own() -> None:
    assert_number(np.float32(1 / 3), 1 / 3, "x", "hint")
    assert_number(np.float32(1 / 3 - 5e-7), 1 / 3, "x", "hint")
    with pytest.raises(AssertionError, match=r"expected 0\.33333333333333331, got 0\.33333283"):
        assert_number(1 / 3 - 5e-7, 1 / 3, "x", "hint")
    tensor = torch.tensor([1 / 3, 3.0], dtype=torch.float64)
    assert_close(tensor.float(), tensor, "x", "hint", same_dtype=False)
    assert_close(
        torch.tensor([1, 2], dtype=torch.int32), torch.tensor([1, 2]), "x", "hint", same_dtype=False
    )
    with pytest.raises(AssertionError, match="largest difference"):
        assert_close(tensor.float() + 1e-4, tensor, "x", "hint", same_dtype=False)
    with pytest.raises(AssertionError, match=r"expected dtype torch\.int64"):
        assert_close(torch.tensor([1.0, 2.0]), torch.tensor([1, 2]), "x", "hint", same_dtype=False)


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        (np.int64(3), 3),
        (np.array(3), 3),
        (torch.tensor(True), True),
        ((1, 2), [1, 2]),
        ([np.int64(1), [2.0]], (1, [2.0])),
        (Counter("aab"), {"a": 2, "b": 1}),
        ({1: np.float64(0.5)}, {1: 0.5}),
    ],
)
def test_equal_values_of_another_kind_are_equal(actual: Any, expected: Any) -> None:
    assert_equal(actual, expected, "x", "hint")


@pytest.mark.parametrize(
    ("actual", "expected"), [([1, True], [1, 1]), ({1: 2}, {True: 2}), ([1.0], [1]), ("1", 1)]
)
def test_unequal_values_are_never_shown_as_equal(actual: Any, expected: Any) -> None:
    with pytest.raises(AssertionError) as caught:
        assert_equal(actual, expected, "x", "hint")
    shown = re.fullmatch(r"x: expected (.*), got (.*)\. hint", str(caught.value))
    assert shown
    assert shown[1] != shown[2]


def fails(error: Exception) -> Any:
    def function(*args: Any, **kwargs: Any) -> None:
        raise error

    return function


def test_an_error_that_must_come() -> None:
    assert_raises(fails(ValueError()), ValueError, 1, what="x", hint="hint")
    assert_raises(fails(KeyError()), (ValueError, LookupError), what="x", hint="hint")
    for function, message in (
        (lambda: None, "expected ValueError, but nothing was raised"),
        (fails(KeyError()), "expected ValueError, got KeyError"),
    ):
        with pytest.raises(AssertionError, match=f"^x: {message}. hint$"):
            assert_raises(function, ValueError, what="x", hint="hint")
    with pytest.raises(NotImplementedError):  # an unsolved exercise raises no RuntimeError
        assert_raises(fails(NotImplementedError()), RuntimeError, what="x", hint="hint")


def squares(x: Tensor, scale: Tensor) -> Tensor:
    return (scale * x**2).sum(dim=0)


@pytest.mark.parametrize(
    ("theirs", "message"),
    [
        (lambda x, scale: squares(x.detach(), scale), "the gradient for input 1 of 2: the largest"),
        (lambda x, scale: squares(x, scale.detach()), "the gradient for input 2 of 2: the largest"),
        (lambda x, scale: squares(x, scale).detach(), "the result has no gradient"),
        (lambda x, scale: torch.tensor(squares(x, scale).tolist()), "expected dtype"),
        (lambda x, scale: squares(x, scale) * 0, "the largest difference"),
    ],
)
def test_gradients_are_compared(theirs: Any, message: str) -> None:
    rng = np.random.default_rng(0)
    args = normal(rng, 4, 3), normal(rng, 4, 1)
    assert_gradients(lambda x, scale: (x * x * scale).sum(0), squares, args, "f", "hint", rng=rng)
    with pytest.raises(AssertionError, match=f"^f: {message}"):
        assert_gradients(theirs, squares, args, "f", "hint", rng=rng)
    assert not args[0].requires_grad


def test_gradients_through_an_object_of_each_side_and_not_through_infinities() -> None:
    """What is left out may have any gradient; a layer that is handed over is each side's own."""
    rng, x = np.random.default_rng(0), torch.tensor([1.0, 2.0], dtype=torch.float64)
    one, other = torch.nn.Linear(2, 2).double(), torch.nn.Linear(2, 2).double()

    def masked(x: torch.Tensor, layer: torch.nn.Module) -> torch.Tensor:
        return layer(x).masked_fill(torch.tensor([True, False]), -torch.inf)

    def added(x: torch.Tensor, layer: torch.nn.Module) -> torch.Tensor:
        return layer(x) + torch.tensor([-torch.inf, 0])

    args = (x, Sides(other, one))
    with pytest.raises(AssertionError, match="largest difference"):
        assert_gradients(added, masked, args, "f", "hint", rng=rng)
    other.load_state_dict(one.state_dict())
    assert_gradients(added, masked, args, "f", "hint", rng=rng)


def test_constants_ask_for_no_gradient() -> None:
    rng = np.random.default_rng(0)
    maps, target = normal(rng, 3), normal(rng, 3)

    def loss(maps: Tensor, target: Tensor) -> Tensor:
        assert not target.requires_grad
        return (maps - target).square().mean()

    constants = {"target": target}
    assert_gradients(loss, loss, (maps,), "loss", "hint", rng=rng, constants=constants)
    with pytest.raises(AssertionError, match="no gradient"):
        assert_gradients(
            lambda maps, target: loss(maps.detach(), target),
            loss, (maps,), "loss", "hint", rng=rng, constants=constants,
        )  # fmt: skip


def test_gradients_of_parameters_and_what_must_have_none() -> None:
    rng = np.random.default_rng(0)
    ours, theirs = torch.nn.Linear(3, 2).double(), torch.nn.Linear(3, 2).double()
    alike(rng, theirs, ours)
    both = {"theirs_modules": (theirs,), "ours_modules": (ours,)}
    x = (normal(rng, 4, 3),)
    assert_gradients(theirs, ours, x, "f", "hint", rng=rng, **both)
    without_bias = lambda x: x @ theirs.weight.T + theirs.bias.detach()  # noqa: E731
    with pytest.raises(AssertionError, match="the gradient for input 3 of 3"):
        assert_gradients(without_bias, ours, x, "f", "hint", rng=rng, **both)
    with pytest.raises(AssertionError, match="has a gradient, and should have none"):
        assert_gradients(ours, lambda x: ours(x).detach(), x, "f", "hint", rng=rng)


def test_infinity_and_whole_numbers_are_compared_exactly() -> None:
    lowest = torch.finfo(torch.float32).min
    for actual in (torch.tensor([0.0, INF]), torch.tensor([0.0, 5.0]), torch.tensor([0.0, lowest])):
        with pytest.raises(AssertionError, match="NaN or infinity at another place"):
            assert_close(actual, torch.tensor([0.0, -INF]), "x", "hint")
    with pytest.raises(AssertionError, match="1 of 2 values differ"):
        assert_close(torch.tensor([3, 5]), torch.tensor([3, 4]), "x", "hint")


def test_a_number_in_place_of_nan_and_a_huge_array_in_place_of_a_list_are_seen() -> None:
    nan = torch.tensor([1.0, float("nan")])
    assert_close(nan, nan, "x", "hint")
    with pytest.raises(AssertionError, match="NaN or infinity at another place"):
        assert_close(torch.tensor([1.0, 7.0]), nan, "x", "hint")
    for huge in (np.zeros(2_000_000, np.int8), torch.zeros(2_000_000)):
        with pytest.raises(AssertionError, match="too large for a list"):
            assert_equal(huge, (1, 2), "x", "hint")


@pytest.mark.parametrize(("actual", "message"), [("1", "got str"), (1.1, "got 1.1"), (INF, "inf")])
def test_numbers(actual: Any, message: str) -> None:
    assert_number(1.0 + 1e-12, 1.0, "x", "hint")
    with pytest.raises(AssertionError, match=message):
        assert_number(actual, 1.0, "x", "hint")


@pytest.mark.parametrize("actual", [2.0, True, 3, "2", [2], None])
def test_plain_values(actual: Any) -> None:
    assert_equal(2, 2, "x", "hint")
    with pytest.raises(AssertionError, match=r"^x: expected"):
        assert_equal(actual, 2, "x", "hint")


def test_modules_get_the_same_weights() -> None:
    rng = np.random.default_rng(0)
    first, second = torch.nn.BatchNorm1d(50), torch.nn.BatchNorm1d(50)
    alike(rng, first, second)
    x = normal(rng, 4, 50)
    assert x.dtype == torch.float64
    assert torch.equal(first.eval()(x), second.eval()(x))
    assert (first.running_var > 0).all()
    assert first.weight.std() > 0.5
    drawn = integers(rng, 3, 1000)
    assert drawn.unique().tolist() == [0, 1, 2]
