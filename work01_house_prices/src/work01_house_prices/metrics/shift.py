"""Distribution shift: train on the sales of 2006-2008, predict those of 2009-2010.

A model is fitted to p(x, y) of one time and used at another. What may have changed, after
A. Storkey, "When Training and Test Sets Are Different" (Dataset Shift in Machine Learning, 2009):

- covariate shift: p(x) changes, p(y | x) stays. Other houses are sold. Seen without any price: can a
  classifier tell early from late houses (Lopez-Paz and Oquab, "Revisiting Classifier Two-Sample
  Tests", 2017)? Its odds p(late | x) / p(early | x) are the weights with which training rows stand
  for late ones.
- label shift: p(y) changes, p(x | y) stays. Seen without any covariate: do prices have another
  distribution?
- concept shift: p(y | x) changes. Equal houses sell for another price. Seen in the residuals: a
  model of the early sales errs on the late ones in one direction, beyond what its own held-out
  early rows show.

The date itself is hidden from the classifier and from the price model, since it tells the halves
apart by definition: `without_date` sets it to one value for all rows, ages then count from that
year.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from jaxtyping import Float, Int
from scipy import stats
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import KFold, StratifiedKFold, cross_val_predict
from sklearn.pipeline import Pipeline, make_pipeline

from work01_house_prices.data.house_prices import HousePrices
from work01_house_prices.data.preprocessing import make_preprocessor
from work01_house_prices.metrics.cross_validation import log_rmse

LAST_EARLY_YEAR = 2008


@dataclass(frozen=True)
class Halves:
    """Positions of the training rows by the year of their sale."""

    early: Int[np.ndarray, " early"]
    late: Int[np.ndarray, " late"]


def split_by_year(houses: HousePrices) -> Halves:
    """Split the sales into those up to `LAST_EARLY_YEAR`, and those after."""
    early = houses.train["YrSold"].to_numpy() <= LAST_EARLY_YEAR
    return Halves(np.flatnonzero(early), np.flatnonzero(~early))


def without_date(table: pd.DataFrame) -> pd.DataFrame:
    """Return a copy in which all houses are sold in one month: the last early year's June."""
    return table.assign(YrSold=float(LAST_EARLY_YEAR), MoSold=6.0)


def random_halves(houses: HousePrices, seed: int) -> Halves:
    """Draw as many early and late rows as `split_by_year` has, but by chance."""
    rows = np.random.default_rng(seed).permutation(len(houses.train))
    early, late = np.split(rows, [len(split_by_year(houses).early)])
    return Halves(early, late)


def error_between(estimator: Any, houses: HousePrices, halves: Halves) -> float:
    """Return the log-RMSE on the late rows after training on the early ones."""
    model = clone(estimator).fit(houses.train.iloc[halves.early], houses.log_prices[halves.early])
    predictions = model.predict(houses.train.iloc[halves.late])
    return float(log_rmse(predictions, houses.log_prices[halves.late]))


@dataclass(frozen=True)
class CovariateShift:
    """A classifier's view of p(x), early against late, and what reweighting for it gains.

    Attributes:
        auc: area under the ROC curve on held-out rows; 0.5 means that nothing tells them apart.
        p_value: share of shuffled labelings with at least this AUC, counting the true one.
        auc_with_month: the same with the month of sale left in: 2010 ends in July.
        effective_rows: (Σw)² / Σw² of the importance weights, of `early_rows`.
        rmse_unweighted, rmse_weighted: on late rows, ridge regression trained on the early ones.
    """

    auc: float
    p_value: float
    auc_with_month: float
    early_rows: int
    effective_rows: float
    rmse_unweighted: float
    rmse_weighted: float


def covariate_shift(
    houses: HousePrices, *, permutations: int = 50, seed: int = 0
) -> CovariateShift:
    """Test p(x) by classifying early against late, and reweight the early rows by the odds.

    Weights are limited to [0.1, 10], as few rows with huge weights would decide the fit.
    """
    halves = split_by_year(houses)
    is_late = np.zeros(len(houses.train), dtype=np.int64)
    is_late[halves.late] = 1
    table = without_date(houses.train)
    rng = np.random.default_rng(seed)

    # The preprocessor sees no label of early or late: fitted once, it cannot bias the test.
    features = make_preprocessor().fit_transform(table)
    probabilities = _probability_of_late(features, is_late, seed)
    auc = roc_auc_score(is_late, probabilities)
    shuffled = []
    for _ in range(permutations):
        labels = rng.permutation(is_late)
        shuffled.append(roc_auc_score(labels, _probability_of_late(features, labels, seed)))
    with_month = table.assign(MoSold=houses.train["MoSold"])
    features_with_month = make_preprocessor().fit_transform(with_month)

    odds = probabilities[halves.early] / (1 - probabilities[halves.early])
    weights = np.clip(odds * len(halves.early) / len(halves.late), 0.1, 10)
    ridge = _ridge()
    late, target = table.iloc[halves.late], houses.log_prices[halves.late]
    early, early_target = table.iloc[halves.early], houses.log_prices[halves.early]
    unweighted = clone(ridge).fit(early, early_target)
    weighted = clone(ridge).fit(early, early_target, ridge__sample_weight=weights)
    return CovariateShift(
        auc=float(auc),
        p_value=float((1 + np.sum(np.array(shuffled) >= auc)) / (1 + permutations)),
        auc_with_month=float(
            roc_auc_score(is_late, _probability_of_late(features_with_month, is_late, seed))
        ),
        early_rows=len(halves.early),
        effective_rows=float(weights.sum() ** 2 / (weights**2).sum()),
        rmse_unweighted=float(log_rmse(unweighted.predict(late), target)),
        rmse_weighted=float(log_rmse(weighted.predict(late), target)),
    )


@dataclass(frozen=True)
class LabelShift:
    """The distributions of the price, early against late.

    Attributes:
        early_median, late_median: dollars.
        log_mean_difference: late − early mean of the log price, with its standard error.
        ks_statistic, ks_p_value: two-sample Kolmogorov-Smirnov test.
    """

    early_median: float
    late_median: float
    log_mean_difference: float
    log_mean_difference_error: float
    ks_statistic: float
    ks_p_value: float


def label_shift(houses: HousePrices) -> LabelShift:
    """Compare the prices alone."""
    halves = split_by_year(houses)
    early, late = houses.log_prices[halves.early], houses.log_prices[halves.late]
    test = stats.ks_2samp(early, late)
    return LabelShift(
        early_median=float(np.median(houses.prices[halves.early])),
        late_median=float(np.median(houses.prices[halves.late])),
        log_mean_difference=float(late.mean() - early.mean()),
        log_mean_difference_error=float(np.hypot(stats.sem(early), stats.sem(late))),
        ks_statistic=float(test.statistic),
        ks_p_value=float(test.pvalue),
    )


@dataclass(frozen=True)
class ConceptShift:
    """How the price of an equal house moved.

    Attributes:
        late_bias: mean of log price − prediction on late rows, by a model of the early rows that
            does not know the date; negative: late sales brought less than early ones would have.
        late_bias_error: its standard error.
        early_bias: the same on early rows, out of fold: close to zero if the model is sound.
        rmse: on the late rows. rmse_without_bias: after subtracting `late_bias`; an oracle's
            correction, to show how much of the error the shift explains.
        drift_per_year: slope of the out-of-fold residual of all rows on the year of sale.
        drift_p_value: of the slope being zero.
        residual_by_year: year of sale → mean residual, out of fold over all rows.
    """

    late_bias: float
    late_bias_error: float
    early_bias: float
    rmse: float
    rmse_without_bias: float
    drift_per_year: float
    drift_p_value: float
    residual_by_year: dict[str, float]


def concept_shift(houses: HousePrices, *, seed: int = 0) -> ConceptShift:
    """Look for a drift of the residuals of a model that does not know the date."""
    halves = split_by_year(houses)
    table, log_prices = without_date(houses.train), houses.log_prices
    folds = KFold(5, shuffle=True, random_state=seed)
    early, early_target = table.iloc[halves.early], log_prices[halves.early]
    late_prediction = _ridge().fit(early, early_target).predict(table.iloc[halves.late])
    late = log_prices[halves.late] - late_prediction
    early_residuals = early_target - cross_val_predict(_ridge(), early, early_target, cv=folds)
    residuals = log_prices - cross_val_predict(_ridge(), table, log_prices, cv=folds)
    years = houses.train["YrSold"].to_numpy()
    line = stats.linregress(years, residuals)
    return ConceptShift(
        late_bias=float(late.mean()),
        late_bias_error=float(stats.sem(late)),
        early_bias=float(early_residuals.mean()),
        rmse=_rmse(late),
        rmse_without_bias=_rmse(late - late.mean()),
        drift_per_year=float(line.slope),
        drift_p_value=float(line.pvalue),
        residual_by_year={
            str(int(year)): float(residuals[years == year].mean()) for year in np.unique(years)
        },
    )


def _ridge() -> Pipeline:
    """Return a price model that accepts sample weights."""
    return make_pipeline(make_preprocessor(), Ridge(30.0))


def _probability_of_late(
    features: Float[np.ndarray, "rows columns"], is_late: Int[np.ndarray, " rows"], seed: int
) -> Float[np.ndarray, " rows"]:
    """Estimate p(late | x), out of fold, by logistic regression."""
    classifier = LogisticRegression(C=0.01, max_iter=500)
    folds = StratifiedKFold(5, shuffle=True, random_state=seed)
    probabilities: np.ndarray = cross_val_predict(
        classifier, features, is_late, cv=folds, method="predict_proba"
    )[:, 1]
    return probabilities


def _rmse(errors: np.ndarray) -> float:
    return float(np.sqrt((errors**2).mean()))
