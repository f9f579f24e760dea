"""The experiments of the report: `python -m work01_house_prices.study [NAME …]`.

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
from work01_house_prices import network_study
from work01_house_prices.baselines import baselines
from work01_house_prices.comparison import BLEND, OUTLIER_IDS, compare
from work01_house_prices.data import HousePrices, load
from work01_house_prices.folds import make_folds
from work01_house_prices.importance import permutation_importance
from work01_house_prices.network_regressor import NetworkRegressor
from work01_house_prices.residuals import outlier_effect, worst_predictions
from work01_house_prices.shift import study_shift
from work01_house_prices.target import log_scale_effect, price_shape

RESULTS = Path(__file__).parents[2] / "results"
SEEDS = (0, 1, 2, 3, 4)


def _save(study: str, part: str = "", **content: Any) -> None:
    """Write `results/<study>.json`, or `results/<part>.json` where a study has another table."""
    save_results(
        RESULTS / f"{part or study}.json",
        command=f"python -m work01_house_prices.study {study}",
        seeds=SEEDS,
        **content,
    )


def plain_network(houses: HousePrices) -> None:
    """One factor at a time around a plain network: 128 ReLU units, Adam, no regularisation."""
    base, variants = network_study.PLAIN, network_study.AROUND_PLAIN
    rows = network_study.factors(houses, SEEDS, base, variants)
    _save("plain_network", config=to_json(base), rows=_told(rows))


def chosen_network(houses: HousePrices) -> None:
    """One factor at a time around the chosen network, the defaults of train.py."""
    base, variants = network_study.CHOSEN, network_study.AROUND_CHOSEN
    rows = list(_told(network_study.factors(houses, SEEDS, base, variants)))
    values = {"one network": rows[0]["log-RMSE"]}
    _save("chosen_network", config=to_json(base), rows=rows, values=values)


def nested_network(houses: HousePrices) -> None:
    """The chosen network, each outer fold choosing its weight decay on inner folds."""
    found = [dict(network_study.nested(houses, seed)) for seed in SEEDS]
    rows = [
        {
            "seed": seed,
            "weight decay of each fold": ", ".join(f"{decay:g}" for decay in one["chosen"]),
            "log-RMSE of each fold": one["errors"],
            "mean": float(np.mean(one["errors"])),
        }
        for seed, one in zip(SEEDS, found, strict=True)
    ]
    values = {"log-RMSE": [row["mean"] for row in rows]}
    _save("nested_network", config=to_json(network_study.CHOSEN), rows=rows, values=values)


def models(houses: HousePrices) -> None:
    """The network, the baselines and their nested blend on the same folds; the worst predictions."""
    alone = baselines()
    blended = {name: alone.pop(name) for name in ("lasso", "support vectors", "gradient boosting")}
    blended["bagged network"] = NetworkRegressor(replace(network_study.CHOSEN, networks=5))
    alone["one network"] = NetworkRegressor(network_study.CHOSEN)
    found = compare(houses, alone, blended, seeds=SEEDS, jobs=2)
    rows = []
    for name in sorted(found.predictions, key=lambda name: found.fold_errors(name).mean()):
        pooled = np.sqrt(((found.predictions[name] - houses.log_prices) ** 2).mean(axis=1))
        weight = found.weights[name].mean(axis=1).tolist() if name in found.weights else None
        rows.append(
            {
                "model": name,
                "log-RMSE": found.fold_errors(name).mean(axis=1).tolist(),
                "all rows pooled": pooled.tolist(),
                "two outliers not scored": found.fold_errors(name, found.outliers)
                .mean(axis=1)
                .tolist(),
                "weight in the blend": weight,
                "seconds a fold": round(found.seconds[name], 1) if name in found.seconds else None,
            }
        )
    values = {row["model"]: row["log-RMSE"] for row in rows}
    blend = found.predictions[BLEND].mean(axis=0)
    values |= {
        f"outliers: {key}": value
        for key, value in outlier_effect(houses, blend, OUTLIER_IDS).items()
    }
    _save("models", config=to_json(network_study.CHOSEN), rows=rows, values=values)
    _save("models", "worst_predictions", rows=worst_predictions(houses, blend))


def importance(houses: HousePrices) -> None:
    """Permutation importance of the 79 columns, for the network."""
    network = NetworkRegressor(network_study.CHOSEN)
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
    found = study_shift(baselines()["ridge"], houses)
    values = {
        f"{kind}: {name}": number
        for kind in ("error", "covariate_shift", "label_shift", "concept_shift")
        for name, number in found[kind].items()
        if name != "residual_by_year"
    }
    by_year = found["concept_shift"]["residual_by_year"]
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


def _told(rows: Any) -> Any:
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
