"""Which columns a model uses: permutation importance on validation rows.

Shuffle one column among the validation rows, which keeps its distribution but breaks its tie to the
price, and see how much the error grows (L. Breiman, "Random Forests", Machine Learning 45, 2001,
section 10). Shuffling the original column, before preprocessing, moves everything derived from it
together: its one-hot columns, areas and ages. Columns that say the same share their importance: when
`GarageArea` is shuffled, `GarageCars` still knows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from sklearn.base import clone

from work01_house_prices.data.columns import FEATURE_NAMES
from work01_house_prices.data.folds import Fold
from work01_house_prices.data.house_prices import HousePrices
from work01_house_prices.metrics.cross_validation import log_rmse


def permutation_importance(
    estimator: Any, houses: HousePrices, folds: Sequence[Fold], *, repeats: int = 5, seed: int = 0
) -> list[dict[str, Any]]:
    """Measure how much log-RMSE grows when a column is shuffled, most important first.

    Args:
        estimator: unfitted; trained once a fold on the fold's training rows.
        houses: the data.
        folds: of one cross-validation.
        repeats: shuffles of each column in each fold.
        seed: of the shuffles.

    Returns:
        for each of the 79 columns its name, the mean increase over folds and shuffles, and the
        standard deviation over folds of a fold's mean increase. JSON-ready.
    """
    rng = np.random.default_rng(seed)
    increases = np.empty((len(folds), len(FEATURE_NAMES)))
    for number, fold in enumerate(folds):
        model = clone(estimator)
        model.fit(houses.train.iloc[fold.training], houses.log_prices[fold.training])
        rows, target = houses.train.iloc[fold.validation], houses.log_prices[fold.validation]
        baseline = log_rmse(model.predict(rows), target)
        for column, name in enumerate(FEATURE_NAMES):
            # All shuffles of a column in one table: one pass through the preprocessing.
            tables = [_shuffled(rows, name, rng) for _ in range(repeats)]
            predictions = np.split(model.predict(pd.concat(tables)), repeats)
            errors = [log_rmse(one, target) for one in predictions]
            increases[number, column] = np.mean(errors) - baseline
    means = increases.mean(axis=0)
    spreads = increases.std(axis=0, ddof=1)
    return [
        {"column": FEATURE_NAMES[i], "increase": means[i].item(), "spread": spreads[i].item()}
        for i in np.argsort(-means)
    ]


def _shuffled(rows: pd.DataFrame, name: str, rng: np.random.Generator) -> pd.DataFrame:
    order = rng.permutation(len(rows))
    return rows.assign(**{name: rows[name].array[order]})
