"""The vectorized forms give what the loops give, and scikit-learn's answers."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from sklearn.metrics import pairwise_distances as sklearn_distances
from sklearn.preprocessing import StandardScaler

from work01_house_prices.regression import numpy_basics


@pytest.fixture
def table() -> np.ndarray:
    return np.random.default_rng(0).normal(loc=3, scale=5, size=(17, 4))


def test_standardize_equals_its_loop_and_scikit_learn(table: np.ndarray) -> None:
    expected = StandardScaler().fit_transform(table)
    np.testing.assert_allclose(numpy_basics.standardize(table), expected, atol=1e-12)
    np.testing.assert_allclose(numpy_basics.standardize_loops(table), expected, atol=1e-12)


def test_standardize_turns_a_constant_column_into_zeros(table: np.ndarray) -> None:
    table[:, 2] = 7.0
    for standardize in (numpy_basics.standardize, numpy_basics.standardize_loops):
        np.testing.assert_array_equal(standardize(table)[:, 2], 0.0)


@pytest.mark.parametrize("rows", [3, 17])
def test_rounding_gives_a_constant_column_no_deviation(rows: int) -> None:
    table = np.full((rows, 1), 0.1)
    for standardize in (numpy_basics.standardize, numpy_basics.standardize_loops):
        np.testing.assert_array_equal(standardize(table), 0.0)


@pytest.mark.parametrize(
    "distances",
    [
        numpy_basics.pairwise_distances,
        numpy_basics.pairwise_distances_loops,
        numpy_basics.pairwise_distances_matmul,
    ],
)
def test_pairwise_distances_equal_scikit_learns(
    distances: Callable[[np.ndarray, np.ndarray], np.ndarray], table: np.ndarray
) -> None:
    others = np.random.default_rng(1).normal(size=(9, 4))
    np.testing.assert_allclose(distances(table, others), sklearn_distances(table, others))


def test_the_matrix_product_loses_digits_where_points_are_close() -> None:
    a = np.full((1, 3), 1e4)
    b = a + 1e-5
    exact = np.sqrt(3) * 1e-5
    assert numpy_basics.pairwise_distances(a, b)[0, 0] == pytest.approx(exact, rel=1e-6)
    assert numpy_basics.pairwise_distances_matmul(a, b)[0, 0] != pytest.approx(exact, rel=0.01)


def test_main_prints_one_ratio_for_each_vectorized_form(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(numpy_basics, "seconds", lambda function, repeats: 1.0 / repeats)
    numpy_basics.main()
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[-1] for line in lines[1:]] == ["10"] * 3
