"""`python train.py`: its run folder, its submission, its refusals."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import torch

from shared.data.testing import requires_data
from shared.training import read_metrics
from shared.training.run_folder import check_run_folder
from shared.training.testing import run_train, smoke_run
from work01_house_prices.data import load
from work01_house_prices.evaluation import log_rmse, write_submission
from work01_house_prices.folds import make_folds, without_outliers
from work01_house_prices.training import (
    TrainConfig,
    fit_preprocessors,
    make_network,
    make_optimizer,
    rate_factor,
    train,
)

PROJECT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def smoke(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return smoke_run(PROJECT, tmp_path_factory.mktemp("runs"))


def test_a_smoke_run_leaves_a_complete_run_folder(smoke: Path) -> None:
    check_run_folder(smoke)
    assert (smoke / "predictions.svg").exists()


def test_the_submission_has_kaggles_format(smoke: Path) -> None:
    with (smoke / "submission.csv").open() as file:
        rows = list(csv.reader(file))
    houses = load("sample")
    assert rows[0] == ["Id", "SalePrice"]
    assert [int(row[0]) for row in rows[1:]] == houses.test_ids.tolist()
    assert all(float(row[1]) > 0 for row in rows[1:])


def test_two_processes_reach_what_one_reaches(tmp_path: Path) -> None:
    reached = []
    for processes in (0, 2):
        runs = tmp_path / str(processes)
        done = run_train(
            PROJECT, "--smoke", "--dropout", "0", "--runs", str(runs), processes=processes
        )
        assert done.returncode == 0, done.stderr
        (folder,) = runs.iterdir()
        reached.append(read_metrics(folder)[-1]["valid/log-RMSE"])
    assert reached[1] == pytest.approx(reached[0], rel=1e-3)


def test_a_missing_folder_is_one_clear_line(tmp_path: Path) -> None:
    done = run_train(PROJECT, "--data", str(tmp_path / "nowhere"), "--runs", str(tmp_path))
    assert done.returncode == 1
    assert done.stderr.startswith("error: ")
    assert "train.csv: cannot be read" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == [], "a run folder was made for nothing"


def test_nothing_of_a_validation_fold_reaches_its_training() -> None:
    houses = load("sample")
    config = TrainConfig()
    folds = make_folds(len(houses.train), 5)
    clean = fit_preprocessors(houses, folds, config)
    spoilt_table, spoilt_prices = houses.train.copy(), houses.prices.copy()
    rows = folds[0].validation
    for name in spoilt_table:
        if pd.api.types.is_numeric_dtype(spoilt_table[name]):
            spoilt_table.loc[rows, name] = 1e6
        else:
            spoilt_table.loc[rows, name] = None
    spoilt_prices[rows] = 1.0
    spoilt = fit_preprocessors(
        type(houses)(spoilt_table, spoilt_prices, houses.test, houses.train_ids, houses.test_ids),
        folds,
        config,
    )
    columns = min(clean.columns, spoilt.columns)
    assert torch.equal(clean.features[0, :, :columns], spoilt.features[0, :, :columns])
    assert torch.equal(clean.targets[0], spoilt.targets[0])
    assert clean.means[0] == spoilt.means[0]


def test_folds_validate_every_row_once_and_never_train_on_it() -> None:
    folds = make_folds(103, 5, seed=1)
    assert sorted(np.concatenate([fold.validation for fold in folds])) == list(range(103))
    for fold in folds:
        assert not set(fold.training) & set(fold.validation)
        assert len(fold.training) + len(fold.validation) == 103


def test_outliers_are_left_out_by_their_area_alone() -> None:
    table = pd.DataFrame({"GrLivArea": [4000.0, 4001.0, 900.0, 5000.0]})
    assert without_outliers(table, np.array([3, 2, 0])).tolist() == [2, 0]


def test_biases_do_not_decay() -> None:
    config = TrainConfig(weight_decay=3.0, batch_norm=True)
    network = make_network(config, [0, 1], 5)
    names = {id(parameter): name for name, parameter in network.named_parameters()}
    decaying, spared = make_optimizer(config, network).param_groups
    assert decaying["weight_decay"] == 3.0
    assert spared["weight_decay"] == 0.0
    assert {names[id(p)] for p in decaying["params"]} == {
        "layers.0.weight", "layers.4.weight", "layers.8.weight", "skip.weight",
    }  # fmt: skip


def test_the_learning_rate_rises_then_falls_to_zero() -> None:
    factors = [rate_factor(step, 100) for step in range(101)]
    assert factors[:5] == sorted(factors[:5])
    assert 0.98 < max(factors) == factors[4]
    assert factors[4:] == sorted(factors[4:], reverse=True)
    assert factors[100] == pytest.approx(0.0)


def test_log_rmse_is_kaggles() -> None:
    predicted, price = np.log([110.0, 90.0]), np.log([100.0, 100.0])
    expected = np.sqrt((np.log(1.1) ** 2 + np.log(0.9) ** 2) / 2)
    assert log_rmse(predicted, price) == pytest.approx(expected)


def test_a_submission_without_prices_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not a positive, finite number"):
        write_submission(tmp_path / "s.csv", np.array([1]), np.array([np.nan]))
    assert list(tmp_path.iterdir()) == []


def test_the_default_run_beats_the_floor_on_real_data(tmp_path: Path) -> None:
    """D2L's linear baseline has 0.170; the report has the default run's figure."""
    requires_data("house-prices")
    folder = train(TrainConfig(runs=tmp_path, networks=1))
    assert read_metrics(folder)[-1]["valid/log-RMSE"] < 0.118
