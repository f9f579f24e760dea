"""Figures of the experiments, drawn from `results/*.json`."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from shared.plotting import figure, plot_intervals
from shared.reporting.results import Variant, load_results

RESULTS = Path(__file__).parents[3] / "results"
ERRORS = (0.105, 0.135)
"""What the axes of log-RMSE show, the same in all figures: lengths can be compared."""
TICKS = (0.11, 0.12, 0.13)


def variants_of(study: str) -> list[Variant]:
    """Return what a study has measured, in the order of its table."""
    return load_results(RESULTS / f"{study}.json").variants


def errors_of(variant: Variant) -> list[float]:
    """Return the log-RMSE of a variant, one a seed."""
    return [measured.metrics["valid/log-RMSE"] for measured in variant.measurements]


def draw_network_study(path: Path) -> None:
    """Draw one factor at a time, around the plain and around the chosen network."""
    with figure(path, columns=2, width=9, height=4.6) as (_, axes):
        for axis, study in zip(axes, ("plain_network", "chosen_network"), strict=True):
            values = {
                f"{variant.labels['factor']}: {variant.labels['value']}": errors_of(variant)
                for variant in variants_of(study)
            }
            first = next(iter(values))
            plot_intervals(axis, values, reference=first, label="log-RMSE")
            axis.set(title=f"around the {study.replace('_', ' ')}", xlim=ERRORS, xticks=TICKS)
            axis.tick_params(axis="y", labelsize=8)


def draw_models(path: Path) -> None:
    """Draw all models and their blend on the same folds, but the textbook's line: far to the right."""
    values = {variant.name: errors_of(variant) for variant in variants_of("models")}
    del values["D2L linear"]
    with figure(path, width=7, height=3.0) as (_, (axis,)):
        plot_intervals(axis, values, reference="blend, nested", label="log-RMSE")
        title = "5-fold cross-validation: mean ± standard deviation over seeds of the folds"
        axis.set(title=title, xlim=ERRORS, xticks=TICKS)


def draw_importance(path: Path) -> None:
    """Draw the twenty columns that the network would miss most."""
    (variant,) = variants_of("importance")
    rows = variant.measurements[0].metrics["columns"][:20]
    with figure(path, width=7, height=3.8) as (_, (axis,)):
        places = np.arange(len(rows))
        axis.barh(places, [row["increase"] for row in rows], xerr=[row["spread"] for row in rows])
        axis.set_yticks(places, [row["column"] for row in rows], fontsize=8)
        axis.invert_yaxis()
        axis.set(xlabel="increase of log-RMSE when the column is shuffled")


def draw_shift(path: Path) -> None:
    """Draw the residual's drift over the years, for a model that does not know the date."""
    by_name = {variant.name: variant for variant in variants_of("shift")}
    residuals = by_name["concept shift"].measurements[0].metrics["residual_by_year"]
    with figure(path, width=5, height=2.6) as (_, (axis,)):
        axis.bar(list(residuals), list(residuals.values()), width=0.6)
        axis.axhline(0, color="black", linewidth=0.8)
        axis.set(xlabel="year of sale", ylabel="log price − prediction, mean", ylim=(-0.05, 0.05))


def draw_digits(path: Path) -> None:
    """Draw which digits least squares and softmax regression recognize."""
    names = ("least squares, closed form", "softmax, SGD")
    by_name = {v.labels["classifier"]: v for v in variants_of("linear_classifiers")}
    with figure(path, width=6, height=2.6) as (_, (axis,)):
        for number, name in enumerate(names):
            recalls = [measured.metrics["digits"] for measured in by_name[name].measurements]
            digits = list(recalls[0])
            means = [100 * np.mean([one[d]["test/recall"] for one in recalls]) for d in digits]
            places = np.arange(len(digits)) + 0.4 * number - 0.2
            axis.bar(places, means, width=0.38, label=name)
        axis.set_xticks(range(len(digits)), digits)
        axis.set(ylim=(0, 100), xlabel="digit", ylabel="recognized (%)")
        axis.legend(loc="lower center", ncols=2, bbox_to_anchor=(0.5, 1))


def draw_batches(path: Path) -> None:
    """Draw the time of a step against rows, and noise, time and progress against the batch."""

    def means(study: str, metric: str) -> tuple[list[float], list[float]]:
        variants = variants_of(study)
        values = [np.mean([m.metrics[metric] for m in v.measurements]) for v in variants]
        return [float(next(iter(v.labels.values()))) for v in variants], [float(v) for v in values]

    with figure(path, columns=3, width=9.5, height=2.8) as (_, axes):
        for metric, name, style in (
            ("all/seconds", "all rows", "o-"),
            ("batch/seconds", "32 rows", "s--"),
        ):
            axes[0].loglog(*means("step_cost", metric), style, markersize=3, label=name)
        axes[0].set(title="a step", xlabel="rows of the data", ylabel="seconds")
        for metric, name, style in (
            ("noise", "measured", "o-"),
            ("noise/expected", "expected", "s--"),
        ):
            sizes, noise = means("batch_size", metric)
            positive = [(s, n) for s, n in zip(sizes, noise, strict=True) if n > 1e-9]
            axes[1].loglog(*zip(*positive, strict=True), style, markersize=3, label=name)
        axes[1].set(title="a batch", xlabel="rows of a batch", ylabel="noise / gradient")
        for metric, name, style in (
            ("epoch/seconds", "seconds", "o-"),
            ("loss/left", "share of the loss left", "s--"),
        ):
            axes[2].loglog(*means("batch_size", metric), style, markersize=3, label=name)
        axes[2].set(title="an epoch", xlabel="rows of a batch", ylabel="seconds, or share")
        for axis in axes:
            axis.legend(fontsize=8, loc="lower center", bbox_to_anchor=(0.5, 1.12), ncols=2)


def draw_results(folder: Path) -> None:
    """Draw all of them into `folder`."""
    draw_network_study(folder / "network_study.svg")
    draw_models(folder / "models.svg")
    draw_importance(folder / "importance.svg")
    draw_shift(folder / "shift.svg")
    draw_digits(folder / "linear_classifiers.svg")
    draw_batches(folder / "batches.svg")
