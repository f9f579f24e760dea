"""Move a house's qualities, and see what a network says of its price.

The page shows a run on a table (`--target`), whose columns the preprocessor treats one by one. So what a
column does to the network's features is a list, one entry a value, and the page adds them up.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import torch
from demo import WORK, Demo, Part, Wanted
from torch import Tensor, nn

from shared.data.text_files import read_table
from shared.training.folder.saved import load_weights
from shared.training.settings.config import config_of_run
from work01_house_prices.data.fold_tensors import FoldTensors
from work01_house_prices.data.folds import make_folds
from work01_house_prices.data.house_prices import HousePrices, combine
from work01_house_prices.data.sample import csv_tables
from work01_house_prices.metrics.cross_validation import mean_prediction
from work01_house_prices.networks.batched_network import BatchedNetwork, for_each_network
from work01_house_prices.training.config import TrainConfig
from work01_house_prices.training.loop import fit_preprocessors, make_network, network_seeds
from work01_house_prices.training.outputs import TABLE

STEPS = 41  # of a slider
QUALITIES = (
    "OverallQual", "GrLivArea", "TotalBsmtSF", "GarageCars", "YearBuilt", "Fireplaces", "LotArea",
    "Neighborhood",
)  # fmt: skip
HOUSES = WORK / "houses.csv"


def prepare() -> None:
    """Write the table of the demo's own run: a few columns of the course's made-up houses."""
    houses = pd.read_csv(io.StringIO(csv_tables(train_rows=1200)[0]), keep_default_na=False)
    WORK.mkdir(parents=True, exist_ok=True)
    houses[["Id", *QUALITIES, "SalePrice"]].to_csv(HOUSES, index=False)


def is_of_a_table(run: Path) -> bool:
    """Return whether a run was trained on a table of somebody's own."""
    return config_of_run(TrainConfig, run).target != TrainConfig().target


RUNS = {
    "table": Wanted(
        (
            "train.py", "--data", str(HOUSES), "--target", "SalePrice", "--id", "Id", "--epochs", "30",
            "--networks", "1",
        ),
        ("--epochs", "2"),
        (TABLE,),
        is_of_a_table,
        prepare,
    )
}  # fmt: skip


class Price(nn.Module):
    """The mean of all folds' networks, in the target's own unit."""

    def __init__(self, network: BatchedNetwork, data: FoldTensors, logarithm: bool) -> None:
        super().__init__()
        self.network, self.logarithm = network, logarithm
        self.each = len(network.layers[0].weight) // data.folds
        self.means, self.stds = data.means.float(), data.stds.float()

    def forward(self, features: Tensor) -> Tensor:
        """(folds, columns) → ()."""
        outputs = self.network(for_each_network(features[:, None], self.each)).view(-1, self.each)
        mean = (outputs * self.stds[:, None] + self.means[:, None]).mean()
        return mean.exp() if self.logarithm else mean


def values_of(column: pd.Series, is_number: bool) -> list[Any]:
    """Return the values that the page offers: steps between the 1st and the 99th percent, or all names."""
    if not is_number:
        return sorted(column.dropna().unique())
    numbers = column.dropna()
    low, high = numbers.quantile([0.01, 0.99])
    steps = np.linspace(low, high, STEPS)
    if (numbers == numbers.round()).all():
        steps = np.unique(steps.round())
    return [float(f"{value:.4g}") if high - low < 1000 else float(round(value)) for value in steps]


def usual(column: pd.Series, values: list[Any], is_number: bool) -> int:
    """Return the place of the most usual value."""
    if is_number:
        return int(np.abs(np.array(values) - column.median()).argmin())
    return values.index(column.mode()[0])


@torch.no_grad()
def make(table: Path) -> Demo:
    """Return the demo of a run on a table."""
    config, path = config_of_run(TrainConfig, table), table / TABLE
    houses: HousePrices = combine(
        read_table(path), str(path), None, "", config.target, config.id, config.names
    )
    schema = houses.schema
    data = fit_preprocessors(
        houses, make_folds(len(houses.train), config.folds, config.seed), config
    )
    network = load_weights(
        make_network(config, network_seeds(config, data.folds), data.columns), table
    )
    columns, base = [], {}
    for name in (*schema.numbers, *schema.names):
        is_number, column = name in schema.numbers, houses.train[name]
        if not column.notna().any():
            continue
        values = values_of(column, is_number)
        place = usual(column, values, is_number)
        base[name] = values[place]
        columns.append({"name": name, "number": is_number, "values": values, "usual": place})
    ordinary = (
        pd.DataFrame([base]).reindex(columns=houses.train.columns).astype(houses.train.dtypes)
    )

    def features(row: pd.DataFrame) -> Tensor:
        return torch.stack(data.transform([row] * data.folds)).squeeze(1)

    start = features(ordinary)
    for column in columns:
        changes = []
        for value in column["values"]:
            row = ordinary.copy()
            row[column["name"]] = pd.Series([value], dtype=houses.train[column["name"]].dtype)
            change = features(row) - start
            places = change.abs().amax(dim=0).nonzero().flatten().tolist()
            changes.append(
                {"at": places, "by": [round(v, 6) for v in change[:, places].flatten().tolist()]}
            )
        column["changes"] = changes
    other = ordinary.copy()
    for column in columns:
        other[column["name"]] = pd.Series([column["values"][-1]], dtype=other[column["name"]].dtype)
    predicted = float(mean_prediction(network, data, other)[0])
    about = {
        "target": schema.target,
        "columns": columns,
        "base": [round(v, 6) for v in start.flatten().tolist()],
        "shape": list(start.shape),
        "all_last": float(np.exp(predicted)) if schema.logarithm else predicted,
        "networks": len(network.layers[0].weight),
    }
    part = Part(Price(network, data, schema.logarithm), {"features": start}, ("price",))
    return Demo({"price": part}, about)
