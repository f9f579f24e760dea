"""What the studies on lines, batches, dropout and the default run measure, on small data."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from work01_house_prices.data.house_prices import HousePrices
from work01_house_prices.regression.linear_classifiers import three_in_a_row
from work01_house_prices.studies import batches, default, variance_shift
from work01_house_prices.studies import digits as digits_study
from work01_house_prices.training.config import TrainConfig


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three classes in a row for the digits."""

    def of(split: str) -> tuple[Any, Any]:
        return three_in_a_row(200, np.random.default_rng(split == "test"))

    monkeypatch.setattr(digits_study, "digits", of)


@pytest.mark.usefixtures("small")
def test_classifiers_are_measured_on_the_test_images_in_all_and_of_each_digit() -> None:
    closed = {"classifier": digits_study.CLOSED_FORM}
    softmax = {
        "classifier": "softmax, SGD", "learning_rate": 0.1, "epochs": 20, "batch_size": 20,
    }  # fmt: skip
    masked = digits_study.measured(closed)["digits"]["1"]["test/recall"]
    assert masked < 0.2
    assert digits_study.measured(softmax, 0)["test/accuracy"] > 0.95
    differ = digits_study.disagreement({"one": closed, "other": softmax}, 0)
    assert differ["test/other_right"] > differ["test/one_right"]
    assert 0 < differ["test/differ"] < 1


def test_a_step_and_an_epoch_are_measured() -> None:
    seconds = batches.step_seconds({"rows": 200, "columns": 3, "batch_size": 8}, seed=0)
    assert all(value > 0 for value in seconds.values())
    config = {"rows": 64, "columns": 3, "batch_size": 8, "learning_rate": 0.05}
    measured = batches.epoch(config, seed=0)
    assert measured["steps"] == 8
    assert measured["noise"] == pytest.approx(measured["noise/expected"], rel=0.3)
    assert 0 < measured["loss/left"] < 1


def test_the_predicted_ratio_is_that_behind_the_dropout(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(0)
    images, labels = rng.random((400, 784)), rng.integers(10, size=400)
    monkeypatch.setattr(variance_shift, "digits", lambda split: (images, labels))
    config = {
        "place": "before", "probability": 0.5, "hidden": 16, "rows": 300, "epochs": 3,
        "batch_size": 32, "learning_rate": 1e-3,
    }  # fmt: skip
    measured = variance_shift.measured(config, seed=0)
    assert 0 < measured["ratio/predicted"] < 0.95
    assert 0 <= measured["valid/accuracy"] <= 1
    assert variance_shift.measured({**config, "place": "after"}, seed=0)["ratio/predicted"] == 1


def test_the_default_run_is_measured_as_it_speaks_at_its_end(houses: HousePrices) -> None:
    config = replace(TrainConfig(), data="sample", folds=2, networks=2, hidden=(4,), epochs=1)
    errors = default.errors(config, seed=0)
    assert set(errors) == {"valid/log-RMSE", "valid/log-RMSE/bagged"}
    assert errors["valid/log-RMSE/bagged"] < errors["valid/log-RMSE"]
