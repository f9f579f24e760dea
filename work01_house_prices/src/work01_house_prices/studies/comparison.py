"""Every model and their blend on the same folds, repeated over shuffles.

One validation row is predicted once a shuffle, by models that were not trained on it. The blend's
inner folds lie inside the training rows, so a single pass gives the members' scores and the blend's.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Float, Int
from sklearn.base import clone
from sklearn.utils.parallel import Parallel, delayed

from work01_house_prices.data.folds import Fold, make_folds
from work01_house_prices.data.house_prices import HousePrices
from work01_house_prices.metrics.cross_validation import log_rmse
from work01_house_prices.models.blending import Blend

BLEND = "blend, nested"
AVERAGE = "blend, equal weights"
# Two unfinished houses sold far below their value. Published kernels drop them from the
# validation rows as well; here they stay, and the difference is reported.
OUTLIER_IDS = (524, 1299)


@dataclass(frozen=True)
class Comparison:
    """Out-of-fold predictions of all models.

    Attributes:
        folds: for each seed, its folds.
        log_prices: the target.
        outliers: positions of the rows `OUTLIER_IDS`.
        predictions: name → log prices, each row predicted while it was held out.
        weights: member → its weight in each seed's folds.
        seconds: name → mean time to fit and predict one fold on one core.
    """

    folds: tuple[tuple[Fold, ...], ...]
    log_prices: Float[np.ndarray, " rows"]
    outliers: Int[np.ndarray, " outliers"]
    predictions: dict[str, Float[np.ndarray, "seeds rows"]]
    weights: dict[str, Float[np.ndarray, "seeds folds"]]
    seconds: dict[str, float]

    def fold_errors(
        self, name: str, without: Sequence[int] | np.ndarray = ()
    ) -> Float[np.ndarray, "seeds folds"]:
        """Log-RMSE of each fold of each seed; rows in `without` are left out of the score."""
        errors = []
        for predicted, folds in zip(self.predictions[name], self.folds, strict=True):
            scored = [np.setdiff1d(fold.validation, without) for fold in folds]
            errors.append([log_rmse(predicted[rows], self.log_prices[rows]) for rows in scored])
        return np.array(errors)

    def pooled_errors(self, name: str) -> Float[np.ndarray, " seeds"]:
        """Log-RMSE of each seed, the root taken over all rows at once."""
        return log_rmse(self.predictions[name], self.log_prices)


def compare(
    houses: HousePrices,
    alone: Mapping[str, Any],
    blended: Mapping[str, Any],
    *,
    seeds: Sequence[int] = range(5),
    folds: int = 5,
    jobs: int = 1,
) -> Comparison:
    """Cross-validate estimators alone and in a blend.

    Args:
        houses: the data.
        alone: name → unfitted estimator that is only scored.
        blended: name → unfitted estimator that is scored and joins the blend.
        seeds: one shuffle into folds each.
        folds: outer folds.
        jobs: processes; one fold is one job.
    """
    all_folds = tuple(tuple(make_folds(len(houses.train), folds, seed)) for seed in seeds)
    results = Parallel(n_jobs=jobs)(
        delayed(_one_fold)(houses, fold, alone, blended) for part in all_folds for fold in part
    )
    flat = [fold for part in all_folds for fold in part]
    predictions = {
        name: np.full((len(all_folds), len(houses.train)), np.nan)
        for name in results[0].predictions
    }
    for number, (fold, result) in enumerate(zip(flat, results, strict=True)):
        for name, predicted in result.predictions.items():
            predictions[name][number // folds, fold.validation] = predicted
    return Comparison(
        folds=all_folds,
        log_prices=houses.log_prices,
        outliers=np.flatnonzero(np.isin(houses.train_ids, OUTLIER_IDS)),
        predictions=predictions,
        weights={
            name: np.array([r.weights[name] for r in results]).reshape(-1, folds)
            for name in blended
        },
        seconds={
            name: float(np.mean([r.seconds[name] for r in results])) for name in results[0].seconds
        },
    )


@dataclass(frozen=True)
class _FoldResult:
    predictions: dict[str, np.ndarray]
    weights: dict[str, float]
    seconds: dict[str, float]


def _one_fold(
    houses: HousePrices, fold: Fold, alone: Mapping[str, Any], blended: Mapping[str, Any]
) -> _FoldResult:
    training, log_prices = houses.train.iloc[fold.training], houses.log_prices[fold.training]
    validation = houses.train.iloc[fold.validation]
    predictions, seconds = {}, {}
    for name, estimator in alone.items():
        start = time.perf_counter()
        predictions[name] = clone(estimator).fit(training, log_prices).predict(validation)
        seconds[name] = time.perf_counter() - start
    start = time.perf_counter()
    blend = Blend(blended).fit(training, log_prices)
    members = blend.predict_members(validation)
    predictions |= members
    predictions[AVERAGE] = np.mean(list(members.values()), axis=0)
    predictions[BLEND] = blend.combine(members)
    seconds[BLEND] = time.perf_counter() - start
    return _FoldResult(predictions, blend.weights_, seconds)
