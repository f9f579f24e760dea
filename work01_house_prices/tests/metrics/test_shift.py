"""Each kind of shift, put into the data on purpose, is seen by its own test and not by the others."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from sklearn.linear_model import Ridge
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import FunctionTransformer

from shared.data.text_files import parse_table
from work01_house_prices.data.house_prices import GENERATED, HousePrices, combine
from work01_house_prices.data.preprocessing import make_preprocessor
from work01_house_prices.data.sample import csv_tables
from work01_house_prices.metrics.shift import (
    concept_shift,
    covariate_shift,
    error_between,
    label_shift,
    random_halves,
    split_by_year,
    without_date,
)


def dateless_ridge() -> Pipeline:
    return make_pipeline(FunctionTransformer(without_date), make_preprocessor(), Ridge(30.0))


def changed(houses: HousePrices, prices: np.ndarray | None = None, **columns: Any) -> HousePrices:
    prices = houses.prices if prices is None else prices
    return replace(houses, train=houses.train.assign(**columns), prices=prices)


@pytest.fixture(scope="module")
def stable() -> HousePrices:
    """Years of sale drawn at random: no shift of any kind."""
    table = combine(parse_table(csv_tables(400, 1, seed=5)[0], GENERATED), GENERATED, None, "")
    years = np.random.default_rng(2).integers(2006, 2011, 400).astype(float)
    return replace(table, train=table.train.assign(YrSold=years))


@pytest.fixture(scope="module")
def inflated(stable: HousePrices) -> HousePrices:
    """Prices of equal houses fall by 10 % a year: concept shift."""
    years = stable.train["YrSold"].to_numpy()
    return changed(stable, prices=stable.prices * 0.9 ** (years - 2006))


@pytest.fixture(scope="module")
def renewed(stable: HousePrices) -> HousePrices:
    """Late sales are central-air houses with paved drives; the law of the price is the same."""
    late = stable.train["YrSold"] > 2008
    return changed(
        stable,
        CentralAir=np.where(late, "Y", "N"),
        Foundation=np.where(late, "PConc", stable.train["Foundation"]),
    )


def test_the_halves_are_the_sales_up_to_2008_and_after(stable: HousePrices) -> None:
    halves = split_by_year(stable)
    assert stable.train["YrSold"].iloc[halves.early].max() == 2008
    assert stable.train["YrSold"].iloc[halves.late].min() == 2009
    assert len(halves.early) + len(halves.late) == 400


def test_hiding_the_date_leaves_everything_else(stable: HousePrices) -> None:
    hidden = without_date(stable.train)
    assert hidden["YrSold"].nunique() == hidden["MoSold"].nunique() == 1
    others = stable.train.columns.difference(["YrSold", "MoSold"])
    assert hidden[others].equals(stable.train[others])


def test_without_shift_no_test_sees_one(stable: HousePrices) -> None:
    covariates = covariate_shift(stable, permutations=9)
    assert covariates.auc == pytest.approx(0.5, abs=0.08)
    assert covariates.p_value > 0.1
    assert label_shift(stable).ks_p_value > 0.05
    concept = concept_shift(stable)
    assert abs(concept.late_bias) < 3 * concept.late_bias_error
    assert concept.drift_p_value > 0.05


def test_covariate_shift_is_seen_by_the_classifier_alone(renewed: HousePrices) -> None:
    covariates = covariate_shift(renewed, permutations=9)
    assert covariates.auc > 0.9
    assert covariates.p_value == pytest.approx(0.1)
    assert covariates.effective_rows < covariates.early_rows
    assert label_shift(renewed).ks_p_value > 0.05


def test_concept_shift_is_seen_in_the_residuals_and_not_by_the_classifier(
    inflated: HousePrices, stable: HousePrices
) -> None:
    concept = concept_shift(inflated)
    assert concept.late_bias < -10 * concept.late_bias_error
    assert concept.drift_per_year == pytest.approx(np.log(0.9), rel=0.1)
    assert concept.drift_p_value < 1e-6
    assert abs(concept.early_bias) < 0.03
    assert concept.rmse_without_bias < 0.7 * concept.rmse
    residuals = list(concept.residual_by_year.values())
    assert residuals == sorted(residuals, reverse=True), "prices fall from year to year"
    assert (
        covariate_shift(inflated, permutations=1).auc == covariate_shift(stable, permutations=1).auc
    )


def test_label_shift_is_seen_in_the_prices(inflated: HousePrices) -> None:
    labels = label_shift(inflated)
    assert labels.ks_p_value < 1e-3
    assert labels.late_median < labels.early_median
    assert labels.log_mean_difference < -5 * labels.log_mean_difference_error


def test_random_halves_are_as_large_as_those_by_time_and_cover_all_rows(
    stable: HousePrices,
) -> None:
    by_time, by_chance = split_by_year(stable), random_halves(stable, seed=1)
    assert len(by_chance.early) == len(by_time.early)
    assert sorted([*by_chance.early, *by_chance.late]) == list(range(400))


def test_training_on_the_past_costs_when_the_concept_moves(inflated: HousePrices) -> None:
    model = dateless_ridge()
    by_time = error_between(model, inflated, split_by_year(inflated))
    by_chance = [error_between(model, inflated, random_halves(inflated, s)) for s in range(3)]
    assert by_time > np.mean(by_chance) + 3 * np.std(by_chance, ddof=1)
