"""Figures of the lessons, drawn from the lessons' own code; each takes a second or two."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib.ticker import MaxNLocator

from shared.plotting import figure
from work01_house_prices.layers import gradient_flow
from work01_house_prices.optimization import schedules
from work01_house_prices.regression import convexity, polynomials
from work01_house_prices.regression.polynomials import ErrorCurve


def draw_polynomials(path: Path) -> None:
    """Draw the error against degree and weight decay: medians over draws, and quartiles."""
    curves: tuple[tuple[ErrorCurve, str, str], ...] = (
        (polynomials.errors_by_degree(), "20 points, no weight decay", "degree"),
        (polynomials.errors_by_weight_decay(), "20 points, degree 15", "weight decay"),
    )
    with figure(path, columns=2, width=8) as (_, axes):
        for axis, (curve, title, label) in zip(axes, curves, strict=True):
            for name, errors in (("training", curve.train), ("validation", curve.validation)):
                low, middle, high = np.quantile(errors, [0.25, 0.5, 0.75], axis=0)
                axis.plot(curve.settings, middle, marker="o", markersize=3, label=name)
                axis.fill_between(curve.settings, low, high, alpha=0.2)
            axis.axhline(polynomials.NOISE, color="black", linewidth=0.8, linestyle=":")
            axis.set(title=title, xlabel=label, yscale="log", ylim=(0.03, 30))
        axes[0].set_ylabel("root mean squared error")
        axes[0].xaxis.set_major_locator(MaxNLocator(integer=True))
        axes[1].set_xscale("log")
        axes[0].legend()


def draw_gradient_flow(path: Path) -> None:
    """Draw the size of the loss's gradient at each layer: vanishing, exploding, healthy."""
    with figure(path, width=6) as (_, (axis,)):
        for name, norms in gradient_flow.study().items():
            axis.plot(np.arange(1, len(norms) + 1), norms, marker="o", markersize=3, label=name)
        axis.set(yscale="log", xlabel="layer, from the input", ylabel="gradient, root mean square")
        axis.xaxis.set_major_locator(MaxNLocator(integer=True))
        axis.set_title("gradients at initialization, 20 layers")
        axis.legend()


def draw_convexity(path: Path) -> None:
    """Draw the loss along a line: convex for least squares, not for a network."""
    fractions = np.linspace(0, 1, 101)
    with figure(path, columns=2, width=8, height=2.8) as (_, axes):
        lines = (convexity.least_squares_line(fractions), convexity.network_line(fractions))
        for axis, losses, title in zip(
            axes, lines, ("linear regression", "a network that solves XOR"), strict=True
        ):
            axis.plot(fractions, losses)
            axis.plot([0, 1], [losses[0], losses[-1]], color="black", linewidth=0.8, linestyle=":")
            axis.set(title=title, xlabel="way from one point to the other", ylabel="loss")


def draw_schedules(path: Path) -> None:
    """Draw learning rates over 1000 steps."""
    steps = range(1000)
    schedule_values = {
        "step decay": [schedules.step_decay(step, peak=0.1, every=300) for step in steps],
        "inverse time": [schedules.inverse_time(step, peak=0.1, decay=0.01) for step in steps],
        "warm-up × cosine": [
            schedules.warmup(step, warmup_steps=100)
            * schedules.cosine(step, peak=0.1, total_steps=1000)
            for step in steps
        ],
    }
    with figure(path, width=6, height=2.6) as (_, (axis,)):
        for name, values in schedule_values.items():
            axis.plot(values, label=name)
        axis.set(xlabel="step", ylabel="learning rate")
        axis.legend()


def draw_lessons(folder: Path) -> None:
    """Draw all of them into `folder`."""
    draw_polynomials(folder / "polynomials.svg")
    draw_gradient_flow(folder / "gradient_flow.svg")
    draw_convexity(folder / "convexity.svg")
    draw_schedules(folder / "schedules.svg")
