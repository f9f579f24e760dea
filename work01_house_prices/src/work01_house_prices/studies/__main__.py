"""The experiments of the report: `python -m work01_house_prices.studies.__main__ [NAME …]`.

Each writes `results/<name>.json` with its configuration, seeds and origin. `nox -s report` makes
tables and figures of the files.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import torch
import tyro

from shared.reporting import run_studies, save_results
from shared.training.config import to_json
from work01_house_prices.data.folds import make_folds
from work01_house_prices.data.house_prices import HousePrices, load
from work01_house_prices.metrics.importance import permutation_importance
from work01_house_prices.metrics.residuals import outlier_effect, worst_predictions
from work01_house_prices.metrics.shift import study_shift
from work01_house_prices.metrics.target import log_scale_effect, price_shape
from work01_house_prices.models.baselines import baselines
from work01_house_prices.studies import networks
from work01_house_prices.studies.comparison import BLEND, OUTLIER_IDS, compare
from work01_house_prices.training.config import CHOSEN, PLAIN
from work01_house_prices.training.network_regressor import NetworkRegressor

RESULTS = Path(__file__).parents[3] / "results"
SEEDS = (0, 1, 2, 3, 4)


def _save(study: str, part: str = "", **content: Any) -> None:
    """Write `results/<study>.json`, or `results/<part>.json` where a study has another table."""
    save_results(
        RESULTS / f"{part or study}.json",
        command=f"python -m work01_house_prices.studies.__main__ {study}",
        seeds=SEEDS,
        **content,
    )


def plain_network(houses: HousePrices) -> None:
    """One factor at a time around a plain network: 128 ReLU units, Adam, no regularization."""
    base, variants = PLAIN, networks.AROUND_PLAIN
    rows = networks.factors(houses, SEEDS, base, variants)
    _save("plain_network", config=to_json(base), rows=_printed(rows))


def chosen_network(houses: HousePrices) -> None:
    """One factor at a time around the chosen network, the defaults of train.py."""
    base, variants = CHOSEN, networks.AROUND_CHOSEN
    rows = list(_printed(networks.factors(houses, SEEDS, base, variants)))
    values = {"one network": rows[0]["log-RMSE"]}
    _save("chosen_network", config=to_json(base), rows=rows, values=values)


def nested_network(houses: HousePrices) -> None:
    """The chosen network, each outer fold choosing its weight decay on inner folds."""
    cross_validations = [dict(networks.nested(houses, seed)) for seed in SEEDS]
    rows = [
        {
            "seed": seed,
            "weight decay of each fold": ", ".join(f"{decay:g}" for decay in one["chosen"]),
            "log-RMSE of each fold": one["errors"],
            "mean": float(np.mean(one["errors"])),
        }
        for seed, one in zip(SEEDS, cross_validations, strict=True)
    ]
    values = {"log-RMSE": [row["mean"] for row in rows]}
    _save("nested_network", config=to_json(CHOSEN), rows=rows, values=values)


def models(houses: HousePrices) -> None:
    """The network, the baselines and their nested blend on the same folds; the worst predictions."""
    alone = baselines()
    blended = {name: alone.pop(name) for name in ("lasso", "support vectors", "gradient boosting")}
    blended["bagged network"] = NetworkRegressor(replace(CHOSEN, networks=5))
    alone["one network"] = NetworkRegressor(CHOSEN)
    comparison = compare(houses, alone, blended, seeds=SEEDS, jobs=2)
    rows = []
    for name in sorted(
        comparison.predictions, key=lambda name: comparison.fold_errors(name).mean()
    ):
        weight = (
            comparison.weights[name].mean(axis=1).tolist() if name in comparison.weights else None
        )
        rows.append(
            {
                "model": name,
                "log-RMSE": comparison.fold_errors(name).mean(axis=1).tolist(),
                "all rows pooled": comparison.pooled_errors(name).tolist(),
                "two outliers not scored": comparison.fold_errors(name, comparison.outliers)
                .mean(axis=1)
                .tolist(),
                "weight in the blend": weight,
                "seconds a fold": round(comparison.seconds[name], 1)
                if name in comparison.seconds
                else None,
            }
        )
    values = {row["model"]: row["log-RMSE"] for row in rows}
    blend = comparison.predictions[BLEND].mean(axis=0)
    values |= {
        f"outliers: {key}": value
        for key, value in outlier_effect(houses, blend, OUTLIER_IDS).items()
    }
    _save("models", config=to_json(CHOSEN), rows=rows, values=values)
    _save("models", "worst_predictions", rows=worst_predictions(houses, blend))


def importance(houses: HousePrices) -> None:
    """Permutation importance of the 79 columns, for the network."""
    network = NetworkRegressor(CHOSEN)
    folds = make_folds(len(houses.train))
    _save("importance", rows=permutation_importance(network, houses, folds))


def target(houses: HousePrices) -> None:
    """Dollars or log dollars: the shape of the target, and what a ridge makes of each."""
    shape = price_shape(houses)
    rows = [{"target": name, **numbers} for name, numbers in shape.items()]
    effects = [
        log_scale_effect(baselines()["ridge"], houses, make_folds(len(houses.train), seed=seed))
        for seed in SEEDS
    ]
    values = {
        f"{trained}, {scored}": [effect[trained][scored] for effect in effects]
        for trained in effects[0]
        for scored in effects[0][trained]
    }
    _save("target", rows=rows, values=values)


def shift(houses: HousePrices) -> None:
    """Early sales against late ones: covariate, label and concept shift."""
    measured = study_shift(baselines()["ridge"], houses)
    values = {
        f"{kind}: {name}": number
        for kind in ("error", "covariate_shift", "label_shift", "concept_shift")
        for name, number in measured[kind].items()
        if name != "residual_by_year"
    }
    by_year = measured["concept_shift"]["residual_by_year"]
    rows = [{"year": year, "mean residual": residual} for year, residual in by_year.items()]
    _save("shift", rows=rows, values=values)


STUDIES: dict[str, Callable[[HousePrices], None]] = {
    study.__name__: study
    for study in (
        plain_network,
        chosen_network,
        nested_network,
        models,
        importance,
        target,
        shift,
    )
}


def _printed(rows: Any) -> Any:
    """Print each row as it comes."""
    for row in rows:
        mean = np.mean(row["log-RMSE"])
        print(f"  {row['factor']:<22} {row['value']:<24} {mean:.4f}", flush=True)
        yield row


def main(names: Annotated[tuple[str, ...], tyro.conf.Positional] = (), data: str = "kaggle") -> int:
    """Run experiments and write their results files.

    Args:
        names: which ones; all of them where none is named.
        data: kaggle, or a folder with train.csv and test.csv.
    """
    torch.set_num_threads(1)  # as in training: threads would wait longer than they work
    return run_studies(STUDIES, names, lambda: load(data))


if __name__ == "__main__":
    sys.exit(tyro.cli(main))
