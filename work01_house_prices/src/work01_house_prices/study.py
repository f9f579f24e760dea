"""The experiments of the report: `python -m work01_house_prices.study [NAME …]`.

Each writes `results/<name>.json` with its configuration, seeds and origin. `nox -s report` makes
tables and figures of the files.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import torch
import tyro

from shared.errors import UserError
from shared.reporting import save_results
from shared.training.config import to_json
from work01_house_prices import network_study
from work01_house_prices.data import HousePrices, load

RESULTS = Path(__file__).parents[2] / "results"
SEEDS = (0, 1, 2, 3, 4)


def _save(name: str, config: dict[str, Any] | None = None, **content: Any) -> None:
    save_results(
        RESULTS / f"{name}.json",
        command=f"python -m work01_house_prices.study {name}",
        seeds=SEEDS,
        config=config,
        **content,
    )


def plain_network(houses: HousePrices) -> None:
    """One factor at a time around a plain network: 128 ReLU units, Adam, no regularisation."""
    base, variants = network_study.PLAIN, network_study.AROUND_PLAIN
    rows = network_study.factors(houses, SEEDS, base, variants)
    _save("plain_network", to_json(base), rows=_told(rows))


def chosen_network(houses: HousePrices) -> None:
    """One factor at a time around the chosen network, the defaults of train.py."""
    base, variants = network_study.CHOSEN, network_study.AROUND_CHOSEN
    rows = list(_told(network_study.factors(houses, SEEDS, base, variants)))
    values = {"one network": rows[0]["log-RMSE"]}
    _save("chosen_network", to_json(base), rows=rows, values=values)


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
    _save("nested_network", to_json(network_study.CHOSEN), rows=rows, values=values)


STUDIES: dict[str, Callable[[HousePrices], None]] = {
    study.__name__: study for study in (plain_network, chosen_network, nested_network)
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
    unknown = sorted(set(names) - set(STUDIES))
    if unknown:
        print(f"error: no study {unknown[0]!r}; there are {', '.join(STUDIES)}", file=sys.stderr)
        return 2
    try:
        houses = load(data)
        for name in names or STUDIES:
            start = time.monotonic()
            print(f"{name}: {(STUDIES[name].__doc__ or '').partition(chr(10))[0]}", flush=True)
            STUDIES[name](houses)
            print(f"{name}: {time.monotonic() - start:.0f} s", flush=True)
    except UserError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(tyro.cli(main))
