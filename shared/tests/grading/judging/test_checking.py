"""Comparisons that let nothing wrong through, and nothing right fail."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from shared.grading.judging.checking import (
    alike,
    assert_close,
    assert_equal,
    assert_number,
    integers,
    normal,
)

INF = float("inf")


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
        (torch.nn.Parameter(torch.ones(2)), "expected a tensor, got Parameter"),
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


def test_numpy_arrays_are_compared_as_tensors_are() -> None:
    expected = np.array([[1.0, 2.0], [3.0, 4.0]])
    expected.flags.writeable = False
    assert_close(expected[::-1][::-1], expected, "x", "hint")
    for actual, message in (
        (torch.from_numpy(expected.copy()), "expected a NumPy array, got Tensor"),
        ([[1.0, 2.0], [3.0, 4.0]], "expected a NumPy array, got list"),
        (expected.astype(np.float32), "expected dtype float64, got float32"),
        (expected.astype(object), "expected dtype float64, got object"),
        (expected[0], r"expected shape \(2, 2\), got \(2,\)"),
        (expected + 0.5, "largest difference is 0.5"),
        (np.where(expected > 3, np.nan, expected), "NaN or infinity"),
    ):
        with pytest.raises(AssertionError, match=rf"^x: .*{message}.* hint$"):
            assert_close(actual, expected, "x", "hint")


def test_a_number_may_be_numpys() -> None:
    assert_number(np.float64(0.5), 0.5, "x", "hint")
    for actual in (np.float32(0.5), np.array(0.5), 1, np.float64(0.6), np.float64("nan")):
        with pytest.raises(AssertionError, match=r"^x: expected "):
            assert_number(actual, 0.5, "x", "hint")


def test_infinity_and_whole_numbers_are_compared_exactly() -> None:
    for actual in (torch.tensor([0.0, INF]), torch.tensor([0.0, 5.0])):
        with pytest.raises(AssertionError, match="NaN or infinity at another place"):
            assert_close(actual, torch.tensor([0.0, -INF]), "x", "hint")
    with pytest.raises(AssertionError, match="1 of 2 values differ"):
        assert_close(torch.tensor([3, 5]), torch.tensor([3, 4]), "x", "hint")


@pytest.mark.parametrize(("actual", "message"), [(1, "got int"), (1.1, "got 1.1"), (INF, "inf")])
def test_numbers(actual: Any, message: str) -> None:
    assert_number(1.0 + 1e-12, 1.0, "x", "hint")
    with pytest.raises(AssertionError, match=message):
        assert_number(actual, 1.0, "x", "hint")


@pytest.mark.parametrize("actual", [2.0, True, 3, "2", [2]])
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
