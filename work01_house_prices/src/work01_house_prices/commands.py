"""What stands behind `python predict.py`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import tyro

from shared.errors import UserError
from shared.training.folder.saved import load_weights, newest_run
from shared.training.settings.config import config_of_run
from work01_house_prices.metrics.cross_validation import mean_prediction
from work01_house_prices.training.config import TrainConfig
from work01_house_prices.training.loop import fit_preprocessors, make_network, network_seeds

if TYPE_CHECKING:
    import pandas as pd

    from shared.data.text_files import Table
    from work01_house_prices.data.own_tables import Schema

SHOWN = 5  # unknown names of a column


def predict(
    table: Annotated[Path, tyro.conf.Positional],
    run: Path | None = None,
    out: Path = Path("predictions.csv"),
) -> None:
    """Predict the rows of a table with a finished run.

    The table has the columns that the run was trained with, in any order. The file that is written
    has two columns: the ids as they are in the table, and what is predicted.

    Args:
        table: a CSV or TSV file.
        run: the folder of the run; without it the newest in runs.
        out: the file to write; it is replaced.
    """
    from shared.data.text_files import read_table
    from work01_house_prices.data.folds import make_folds
    from work01_house_prices.data.house_prices import column_notes, combine, read_new
    from work01_house_prices.training.outputs import TABLE, to_prices, write_predictions

    check_output(out, table)
    folder = run or newest_run(Path("runs"), TABLE)
    config = config_of_run(TrainConfig, folder)
    path = folder / TABLE
    houses = combine(read_table(path), str(path), None, "", config.target, config.id, config.names)
    rows = read_table(table)
    features, ids = read_new(rows, str(table), houses.schema)
    print(f"{len(ids)} rows of {table}, predicted by {folder}")
    for line in column_notes(rows, str(table), houses.schema):
        print(line)
    for line in unknown_names(rows, features, houses.train, houses.schema):
        print(f"{table}: {line}")
    folds = make_folds(len(houses.train), config.folds, config.seed)
    data = fit_preprocessors(houses, folds, config)
    network = make_network(config, network_seeds(config, data.folds), data.columns)
    model = load_weights(network, folder)
    prices = to_prices(mean_prediction(model, data, features), houses.schema)
    write_predictions(out, ids, prices, houses.schema)
    print(f"{houses.schema.target} of {len(ids)} rows is in {out}")


def check_output(out: Path, table: Path) -> None:
    """Make sure that the predictions can be written, and make the folder for them.

    Raises:
        UserError: they cannot.
    """
    if out.is_dir():
        raise UserError(f"--out {out} is a folder: name a file in it")
    if out.exists() and table.exists() and out.samefile(table):
        raise UserError(f"--out {out} is the table itself: name another file")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"--out {out}: {out.parent} is no folder ({error.strerror})") from None


def unknown_names(
    table: Table, features: pd.DataFrame, trained: pd.DataFrame, schema: Schema
) -> Iterator[str]:
    """Yield a line for each column with names that no training row has; they count as none.

    Args:
        table: the rows to predict, as read, for their lines.
        features: the same, typed.
        trained: the training rows.
        schema: the columns.
    """
    from work01_house_prices.data.columns import NOMINAL

    # Of houses' grades every level has its number, whether training has seen it or not.
    for column in NOMINAL if schema.houses else schema.names:
        new = features[column].notna() & ~features[column].isin(trained[column])
        if new.any():
            names = list(dict.fromkeys(features[column][new]))
            shown = ", ".join(map(repr, names[:SHOWN])) + (", …" if len(names) > SHOWN else "")
            first = table.lines[int(new.to_numpy().argmax())]
            yield (
                f"column {column!r}: {int(new.sum())} row(s) with names that training has not seen "
                f"({shown}; the first in line {first}); they are predicted without it"
            )
