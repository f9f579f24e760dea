"""`python train.py`: its run folder, its submission, its refusals."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
import torch

from shared.data.testing import requires_data
from shared.training import read_metrics
from shared.training.run_folder import check_run_folder
from shared.training.testing import run_train, smoke_run
from work01_house_prices.data.folds import make_folds
from work01_house_prices.data.house_prices import HousePrices
from work01_house_prices.training.config import TrainConfig
from work01_house_prices.training.loop import (
    fit_preprocessors,
    learning_rate_factor,
    make_network,
    make_optimizer,
    train,
)

PROJECT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def smoke(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return smoke_run(PROJECT, tmp_path_factory.mktemp("runs"))


def test_a_smoke_run_leaves_a_complete_run_folder(smoke: Path) -> None:
    check_run_folder(smoke)
    assert (smoke / "predictions.svg").exists()


def test_the_submission_has_kaggles_format(smoke: Path, houses: HousePrices) -> None:
    with (smoke / "submission.csv").open() as file:
        rows = list(csv.reader(file))
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


def test_nothing_of_a_validation_fold_reaches_its_training(houses: HousePrices) -> None:
    config = TrainConfig()
    folds = make_folds(len(houses.train), 5)
    clean = fit_preprocessors(houses, folds, config)
    spoiled_table, spoiled_prices = houses.train.copy(), houses.prices.copy()
    rows = folds[0].validation
    for name in spoiled_table:
        if pd.api.types.is_numeric_dtype(spoiled_table[name]):
            spoiled_table.loc[rows, name] = 1e6
        else:
            spoiled_table.loc[rows, name] = None
    spoiled_prices[rows] = 1.0
    spoiled_houses = replace(houses, train=spoiled_table, prices=spoiled_prices)
    spoiled = fit_preprocessors(spoiled_houses, folds, config)
    columns = min(clean.columns, spoiled.columns)
    assert torch.equal(clean.features[0, :, :columns], spoiled.features[0, :, :columns])
    assert torch.equal(clean.targets[0], spoiled.targets[0])
    assert clean.means[0] == spoiled.means[0]


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
    factors = [learning_rate_factor(step, 100) for step in range(101)]
    assert factors[:5] == sorted(factors[:5])
    assert 0.98 < max(factors) == factors[4]
    assert factors[4:] == sorted(factors[4:], reverse=True)
    assert factors[100] == pytest.approx(0.0)


def test_the_default_run_beats_the_floor_on_real_data(tmp_path: Path) -> None:
    """D2L's linear baseline has 0.170; the report has the default run's figure."""
    requires_data("house-prices")
    folder = train(TrainConfig(runs=tmp_path, networks=1))
    assert read_metrics(folder)[-1]["valid/log-RMSE"] < 0.118
