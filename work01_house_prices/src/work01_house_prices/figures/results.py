"""Draw the report's figures: `python -m work01_house_prices.figures.__main__` (part of `nox -s report`).

Figures of experiments are drawn from `results/*.json`, those of the lessons from their code.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from shared.plotting import figure, plot_intervals
from shared.reporting import load_results

RESULTS = Path(__file__).parents[3] / "results"


def rows_of(name: str) -> list[dict[str, Any]]:
    """The table of a results file."""
    rows: list[dict[str, Any]] = load_results(RESULTS / f"{name}.json")["rows"]
    return rows


def draw_network_study(path: Path) -> None:
    """One factor at a time, around the plain and around the chosen network."""
    with figure(path, columns=2, width=9, height=4.6) as (_, axes):
        for axis, study in zip(axes, ("plain_network", "chosen_network"), strict=True):
            values = {f"{row['factor']}: {row['value']}": row["log-RMSE"] for row in rows_of(study)}
            first = next(iter(values))
            plot_intervals(axis, values, reference=first, label="log-RMSE")
            axis.set_title(f"around the {study.replace('_', ' ')}")
            axis.tick_params(axis="y", labelsize=8)


def draw_models(path: Path) -> None:
    """All models and their blend on the same folds, but the textbook's line: far to the right."""
    rows = [row for row in rows_of("models") if row["model"] != "D2L linear"]
    values = {row["model"]: row["log-RMSE"] for row in rows}
    with figure(path, width=7, height=3.0) as (_, (axis,)):
        plot_intervals(axis, values, reference="blend, nested", label="log-RMSE")
        axis.set_title("5-fold cross-validation, mean ± standard deviation over shuffles")


def draw_importance(path: Path) -> None:
    """The twenty columns that the network would miss most."""
    rows = rows_of("importance")[:20]
    with figure(path, width=7, height=3.8) as (_, (axis,)):
        places = np.arange(len(rows))
        axis.barh(places, [row["increase"] for row in rows], xerr=[row["spread"] for row in rows])
        axis.set_yticks(places, [row["column"] for row in rows], fontsize=8)
        axis.invert_yaxis()
        axis.set(xlabel="increase of log-RMSE when the column is shuffled")


def draw_shift(path: Path) -> None:
    """The residual's drift over the years, for a model that does not know the date."""
    rows = rows_of("shift")
    with figure(path, width=5, height=2.6) as (_, (axis,)):
        axis.bar([row["year"] for row in rows], [row["mean residual"] for row in rows], width=0.6)
        axis.axhline(0, color="black", linewidth=0.8)
        axis.set(xlabel="year of sale", ylabel="mean of log price − prediction")


def draw_results(folder: Path) -> None:
    """Draw all of them into `folder`."""
    draw_network_study(folder / "network_study.svg")
    draw_models(folder / "models.svg")
    draw_importance(folder / "importance.svg")
    draw_shift(folder / "shift.svg")
