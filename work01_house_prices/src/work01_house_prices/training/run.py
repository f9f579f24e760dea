"""The run behind `python train.py`: from a table to networks, their errors, and predictions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import torch

from shared.training import Run
from shared.training.errors import CheckpointError
from shared.training.settings.ranges import SettingsError
from work01_house_prices.metrics.cross_validation import (
    cross_validation_error,
    mean_prediction,
    predict,
)
from work01_house_prices.training.config import TrainConfig
from work01_house_prices.training.loop import (
    Validation,
    batch_rows,
    fit,
    fit_preprocessors,
    make_network,
    network_seeds,
)

if TYPE_CHECKING:
    from shared.data.text_files import Table


def check_sizes(config: TrainConfig, rows: int) -> None:
    """Make sure that there are rows enough for the settings.

    Args:
        config: the settings.
        rows: to train on, before they are cut into folds.

    Raises:
        SettingsError: names the setting.
    """
    if config.folds > rows:
        raise SettingsError(f"--folds {config.folds}: there are {rows} rows; each fold needs one")


def keep_table(run: Run, table: Table) -> None:
    """Write the training rows into a new run's folder; a resumed run must have the same.

    Raises:
        CheckpointError: the table has changed since the run began.
    """
    from shared.data.text_files import read_table
    from work01_house_prices.training.outputs import TABLE, write_table

    path = run.folder / TABLE
    if not path.exists():
        if run.is_main:
            write_table(path, table)
        return
    before = read_table(path)
    if (before.columns, before.rows) != (table.columns, table.rows):
        raise CheckpointError(
            f"the training table is another than the run was started with ({path} has that one): "
            "start a new run"
        )


def train(config: TrainConfig) -> Path:
    """Cross-validate networks on House Prices, or a table of your own, and predict new rows.

    Each fold has a preprocessor and several networks of its own; all networks train at once. The
    run folder gets submission.csv: the rows of test.csv, predicted by the mean of all networks'
    outputs; for House Prices it is ready for Kaggle. `python predict.py` predicts other tables.
    """
    from work01_house_prices.data.folds import make_folds
    from work01_house_prices.data.house_prices import load
    from work01_house_prices.training.outputs import (
        error_lines,
        plot_predictions,
        to_prices,
        write_predictions,
    )

    torch.set_num_threads(1)  # with matrices this small, threads wait longer than they work
    houses = load(config.data, config.target, config.id, config.names)
    check_sizes(config, len(houses.train))
    folds = make_folds(len(houses.train), config.folds, config.seed)
    data = fit_preprocessors(houses, folds, config)
    batch_rows(config, len(data))
    tables = data.transform([houses.train.iloc[fold.validation] for fold in folds])
    error = "log-RMSE" if houses.schema.logarithm else "RMSE"
    validation = Validation(tuple(tables), tuple(folds), houses.targets, error)
    with Run(config, name="house-prices" if houses.schema.houses else "table") as run:
        keep_table(run, houses.table)
        for note in houses.notes:
            run.say(note)
        run.say(
            f"{len(houses.train)} rows, {data.columns} features; {config.folds} folds × "
            f"{config.networks} networks train at once"
        )
        network = make_network(config, network_seeds(config, data.folds), data.columns)
        model = fit(run, config, network, data, validation)

        predictions = predict(model, data, validation.tables)
        single = cross_validation_error(predictions, folds, houses.targets)
        bags = [fold.mean(axis=0, keepdims=True) for fold in predictions]
        bagged = cross_validation_error(bags, folds, houses.targets)
        for line in error_lines(single, bagged, error):
            run.say(line)
        if run.is_main:
            picture = run.folder / "predictions.svg"
            plot_predictions(predictions, folds, houses.targets, houses.schema, picture)
            if len(houses.test):
                prices = to_prices(mean_prediction(model, data, houses.test), houses.schema)
                path = run.folder / "submission.csv"
                write_predictions(path, houses.test_ids.tolist(), prices, houses.schema)
        run.finish(
            {
                f"valid/{error}": single.mean().item(),
                f"valid/{error}/bagged": bagged.mean().item(),
            }
        )
    return run.folder
