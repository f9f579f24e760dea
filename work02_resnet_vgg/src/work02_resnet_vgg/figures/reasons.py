"""The four reasons for a convolution, a panel for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import fmean

from matplotlib.axes import Axes
from matplotlib.ticker import PercentFormatter

from shared.plotting import figure
from shared.plotting.intervals import plot_intervals
from shared.reporting.results import Results, Variant

ACCURACY = "valid/accuracy"
RANGE = (0.4, 0.9)
"""One scale for all panels but the moved images, so that no difference looks larger than another."""


def draw_reasons(path: Path, study: Results) -> None:
    """Draw accuracies on validation images: by network, number of training images, and shift.

    Args:
        path: the figure's file.
        study: `reasons`.
    """
    by_reason: dict[str, dict[str, Variant]] = {}
    for variant in study.variants:
        reason, network = (str(variant.labels[name]) for name in ("reason", "network"))
        by_reason.setdefault(reason, {})[network] = variant
    with figure(path, rows=2, columns=2, width=8, height=2.7) as (_, axes):
        draws = (_locality, _stationarity, _translation, _composition)
        for axis, (reason, variants), draw in zip(axes, by_reason.items(), draws, strict=True):
            draw(axis, variants)
            axis.set_title(reason)


def _accuracies(variants: Mapping[str, Variant]) -> dict[str, Sequence[float]]:
    return {
        name: [measured.metrics[ACCURACY] for measured in variant.measurements]
        for name, variant in variants.items()
    }


def _locality(axis: Axes, variants: Mapping[str, Variant]) -> None:
    names = {name.replace(", pixels", ",\npixels"): v for name, v in variants.items()}
    plot_intervals(axis, _accuracies(names), label="accuracy")
    axis.set_xlim(*RANGE)
    axis.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))


def _stationarity(axis: Axes, variants: Mapping[str, Variant]) -> None:
    kinds: dict[str, dict[int, Sequence[float]]] = {}
    for variant, accuracies in zip(variants.values(), _accuracies(variants).values(), strict=True):
        kinds.setdefault(variant.config["kind"], {})[variant.config["images"]] = accuracies
    for (kind, by_count), style in zip(kinds.items(), ("-", "--"), strict=True):
        (line,) = axis.plot(list(by_count), list(map(fmean, by_count.values())), style, label=kind)
        axis.plot(list(by_count), list(by_count.values()), ".", color=line.get_color())
    axis.set(xlabel="training images (points: seeds)", ylabel="accuracy", xscale="log", ylim=RANGE)
    axis.set_xticks(list(by_count), list(map(str, by_count)))
    axis.minorticks_off()
    axis.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    axis.legend(fontsize=8)


def _translation(axis: Axes, variants: Mapping[str, Variant]) -> None:
    for (name, variant), style in zip(variants.items(), ("-", "--", "-.", ":"), strict=True):
        shifts = [measured.metrics["moved"] for measured in variant.measurements]
        pixels = list(shifts[0])
        means = [fmean(moved[right] for moved in shifts) for right in pixels]
        axis.plot(list(map(int, pixels)), means, style, marker="o", markersize=3, label=name)
    axis.set(xlabel="moved by so many of 8 pixels", ylabel="accuracy", ylim=(0, 1), xticks=range(4))
    axis.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    axis.legend(fontsize=8)


def _composition(axis: Axes, variants: Mapping[str, Variant]) -> None:
    plot_intervals(axis, _accuracies(variants), label="accuracy")
    axis.set_xlim(*RANGE)
    axis.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
