"""The ratio of variances equals sampling; only dropout before a batch norm shifts it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from work01_house_prices.layers import variance_shift
from work01_house_prices.layers.layers import Dropout


def test_ratio_equals_that_of_many_masks() -> None:
    rng = np.random.default_rng(0)
    x, weight = rng.normal(loc=1, size=(5, 4)), rng.normal(size=(3, 4))
    dropout = Dropout(0.3, rng)
    outputs = np.concatenate([dropout.forward(x) @ weight.T for _ in range(20_000)])
    expected = (x @ weight.T).var(axis=0) / outputs.var(axis=0)
    np.testing.assert_allclose(variance_shift.variance_ratio(x, weight, 0.3), expected, rtol=0.03)


def test_one_input_alone_has_the_papers_ratio() -> None:
    x, p = np.random.default_rng(0).normal(loc=2, size=(50, 1)), 0.4
    papers = x.var() / ((x.mean() ** 2 + x.var()) / (1 - p) - x.mean() ** 2)
    ratio = variance_shift.variance_ratio(x, np.array([[3.0]]), p)
    np.testing.assert_allclose(ratio, papers)


@settings(deadline=None, max_examples=30, derandomize=True)
@given(seed=st.integers(0, 2**16), probability=st.floats(0, 0.95))
def test_ratio_is_from_zero_to_one_whatever_the_scale(seed: int, probability: float) -> None:
    rng = np.random.default_rng(seed)
    x, weight = rng.normal(size=(6, 3)), rng.normal(size=(2, 3))
    ratio = variance_shift.variance_ratio(x, weight, probability)
    assert np.all((ratio > 0) & (ratio <= 1))
    np.testing.assert_allclose(
        variance_shift.variance_ratio(5 * x, 1e-3 * weight, probability), ratio
    )


def test_without_dropout_and_without_an_output_the_ratio_is_one() -> None:
    x, weight = np.ones((4, 2)) * [[1.0, 2.0]], np.array([[1.0, 1.0], [0.0, 0.0]])
    np.testing.assert_array_equal(variance_shift.variance_ratio(x, weight, 0.0), [1, 1])
    np.testing.assert_array_equal(variance_shift.variance_ratio(x, weight, 0.5), [0, 1])


@pytest.mark.parametrize(
    ("place", "shifted"), [("none", False), ("before", True), ("after", False)]
)
def test_only_dropout_before_a_batch_norm_shifts_what_it_remembers(
    place: variance_shift.Place, shifted: bool
) -> None:
    network = variance_shift.build(place, 8, 32, 3, 0.5, seed=0)
    x = np.random.default_rng(0).normal(size=(400, 8)).astype(np.float32)
    for _ in range(60):
        network.forward(x)
    ratio = float(np.median(variance_shift.measured_ratio(network, x)))
    assert (ratio < 0.8) == shifted
    variance_shift.remember_anew(network, x)
    np.testing.assert_allclose(variance_shift.measured_ratio(network, x), 1, rtol=1e-4)
