"""What each change is worth: the LeNet study and the study of tricks, from their results."""

from __future__ import annotations

from math import nan
from pathlib import Path
from statistics import fmean

from matplotlib.axes import Axes

from shared.plotting import figure, plot_intervals
from shared.reporting.results import Results, Variant

ACCURACY = "valid/accuracy"
BASE = "flip and translate (the base)"
BELOW, ABOVE = 8, 6  # points from the baseline's mean that every pair of axes shows at least


def draw_lenet(path: Path, study: Results) -> None:
    """Draw a pair of axes a factor: validation accuracy of each of its values, in per cent.

    All have one scale, so that a small difference looks small; what is further below than that stands
    at the left edge as a number.
    """
    factors: dict[str, dict[str, list[float]]] = {}
    for variant in study.variants:
        accuracies = percentages(variant)
        if "factor" in variant.labels and accuracies:  # of what diverged there are none
            values = factors.setdefault(str(variant.labels["factor"]), {})
            values[str(variant.labels["value"])] = accuracies
    baseline = fmean(factors["pooling"]["average"])
    best = max(max(accuracies) for values in factors.values() for accuracies in values.values())
    limits = (baseline - BELOW, min(max(baseline + ABOVE, best + 0.5), 100))
    with figure(path, rows=3, columns=3, width=8.4, height=1.75) as (_, axes):
        for axis, (factor, values) in zip(axes, factors.items(), strict=True):
            draw_factor(axis, factor, values, limits)
        for axis in axes[-3:]:
            axis.set_xlabel("validation accuracy, %", fontsize=8)


def draw_factor(
    axis: Axes, factor: str, values: dict[str, list[float]], limits: tuple[float, float]
) -> None:
    """Draw the values of one factor: mean and spread, and a point a seed; a number for a mean outside."""
    outside = {name: seeds for name, seeds in values.items() if fmean(seeds) < limits[0]}
    plot_intervals(axis, values | {name: [nan] for name in outside})
    for name, seeds in outside.items():
        place = list(values).index(name)
        axis.text(limits[0], place, f" ◀ {fmean(seeds):.0f}", va="center", fontsize=8)
        axis.plot(seeds, [place + 0.27] * len(seeds), ".", color="0.45", markersize=2.5)
    axis.set_title(factor)
    axis.set_xlim(limits)
    axis.tick_params(labelsize=8)


def draw_tricks(path: Path, study: Results) -> None:
    """Draw how much each change adds to the base's accuracy with the same seed, with its spread."""
    accuracies = {variant.name: by_seed(variant) for variant in study.variants}
    base = accuracies[BASE]
    gains = {
        name: [value - base[seed] for seed, value in values.items() if seed in base]
        for name, values in accuracies.items()
    }
    with figure(path, width=7, height=3.6) as (_, (axis,)):
        label = "validation accuracy minus the base's, points"
        plot_intervals(axis, gains, reference=BASE, label=label)


def by_seed(variant: Variant) -> dict[int | None, float]:
    """Return the validation accuracy of each seed that has one, in per cent."""
    return {
        measured.seed: 100 * measured.metrics[ACCURACY]
        for measured in variant.measurements
        if ACCURACY in measured.metrics
    }


def percentages(variant: Variant) -> list[float]:
    """Return these accuracies alone."""
    return list(by_seed(variant).values())
