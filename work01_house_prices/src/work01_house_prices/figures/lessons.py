"""Figures of the lessons, drawn from the lessons' own code; each takes a second or two."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.colors import ListedColormap
from matplotlib.ticker import MaxNLocator

from shared.plotting import COLORS, figure
from work01_house_prices.layers import gradient_flow
from work01_house_prices.layers.losses import softmax_cross_entropy
from work01_house_prices.optimization import schedules
from work01_house_prices.optimization.paths import OPTIMIZERS, SURFACES, walk
from work01_house_prices.regression import convexity, linear_classifiers, polynomials
from work01_house_prices.regression.polynomials import ErrorCurve

STYLES = ("-", "--", ":")
"""Of lines: their colors are not the only difference."""
DOTTED: dict[str, Any] = {"color": "black", "linewidth": 0.8, "linestyle": ":"}
"""A line for comparison."""


def draw_polynomials(path: Path) -> None:
    """Draw the error against degree and weight decay: medians over draws, and quartiles."""
    curves: tuple[tuple[ErrorCurve, str, str], ...] = (
        (polynomials.errors_by_degree(), "20 points, no weight decay", "degree"),
        (polynomials.errors_by_weight_decay(), "20 points, degree 15", "weight decay"),
    )
    with figure(path, columns=2, width=8) as (_, axes):
        for axis, (curve, title, label) in zip(axes, curves, strict=True):
            for name, errors, style in (
                ("training", curve.train, "o-"),
                ("validation", curve.validation, "s--"),
            ):
                low, middle, high = np.quantile(errors, [0.25, 0.5, 0.75], axis=0)
                axis.plot(curve.settings, middle, style, markersize=3, label=name)
                axis.fill_between(curve.settings, low, high, alpha=0.2)
            axis.axhline(polynomials.NOISE, label="the noise of the points", **DOTTED)
            axis.set(title=title, xlabel=label, yscale="log", ylim=(0.03, 30))
        axes[0].set_ylabel("root mean squared error")
        axes[0].xaxis.set_major_locator(MaxNLocator(integer=True))
        axes[1].set_xscale("log")
        axes[0].legend(fontsize=8)


def draw_gradient_flow(path: Path) -> None:
    """Draw the size of the loss's gradient at each layer: vanishing, exploding, healthy."""
    with figure(path, width=6) as (_, (axis,)):
        for (name, norms), style in zip(gradient_flow.study().items(), STYLES, strict=True):
            layers = np.arange(1, len(norms) + 1)
            axis.plot(layers, norms, style, marker="o", markersize=3, label=name)
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
            axis.plot(fractions, losses, label="loss")
            ends = [losses[0], losses[-1]]
            axis.plot([0, 1], ends, label="straight between the ends", **DOTTED)
            axis.set(title=title, xlabel="way from one point to the other", ylabel="loss")
        axes[0].legend(fontsize=8, loc="upper left")


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
        for (name, values), style in zip(schedule_values.items(), STYLES, strict=True):
            axis.plot(values, style, label=name)
        axis.set(xlabel="step", ylabel="learning rate")
        axis.legend()


def draw_decisions(path: Path) -> None:
    """Draw where least squares and softmax regression decide for which of three classes in a row."""
    features, labels = linear_classifiers.three_in_a_row(300, np.random.default_rng(0))
    softmax = linear_classifiers.fit_by_sgd(
        softmax_cross_entropy,
        features,
        labels,
        3,
        learning_rate=0.1,
        epochs=50,
        batch_size=30,
        seed=0,
    )
    fitted = {
        "least squares on one-hot targets": linear_classifiers.fit_one_hot(features, labels, 3),
        "softmax regression": softmax,
    }
    side = np.linspace(-7, 7, 281)
    grid = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
    colors = ListedColormap(COLORS[:3])
    with figure(path, columns=2, width=7, height=3.4) as (_, axes):
        for axis, (title, weights) in zip(axes, fitted.items(), strict=True):
            decided = linear_classifiers.decide(weights, grid).reshape(len(side), len(side))
            axis.pcolormesh(
                side, side, decided, cmap=colors, vmin=0, vmax=2, alpha=0.2, rasterized=True
            )
            for kind, marker in enumerate("o^s"):
                points = features[labels == kind].T
                axis.plot(
                    *points, marker, markersize=2.5, color=COLORS[kind], label=f"class {kind}"
                )
            right = np.mean(linear_classifiers.decide(weights, features) == labels)
            axis.set(title=f"{title}:\n{right:.0%} right", aspect="equal", xlabel="first feature")
        axes[0].set_ylabel("second feature")
        axes[0].legend(loc="upper left", fontsize=8)


def draw_paths(path: Path) -> None:
    """Draw the paths of eight optimizers on three surfaces: a cross at the start, dots at the ends."""
    steps = {"valley": 60, "saddle": 100, "noisy bowl": 150}
    styles = ("-", "--", "-.", ":")
    halves = (list(OPTIMIZERS)[:4], list(OPTIMIZERS)[4:])
    with figure(path, rows=2, columns=3, width=9.5, height=3) as (_, axes):
        for row, names in enumerate(halves):
            for column, (title, surface) in enumerate(SURFACES.items()):
                axis = axes[3 * row + column]
                x, y = np.linspace(-4.5, 1.5, 61), np.linspace(-2.2, 2.6, 61)
                heights = surface.loss(np.stack(np.meshgrid(x, y), axis=-1))
                drawn = axis.contourf(x, y, heights, levels=16, cmap="Blues_r", alpha=0.4)
                drawn.set_rasterized(True)  # the bands as vectors would be most of the file
                for name, style in zip(names, styles, strict=True):
                    steps_made = walk(surface, OPTIMIZERS[name], steps[title])
                    (line,) = axis.plot(*steps_made.T, style, linewidth=1.8, label=name)
                    axis.plot(*steps_made[-1], "o", markersize=4, color=line.get_color())
                axis.plot(*surface.start, "x", markersize=7, color="black")
                axis.set(xlim=(-4.5, 1.5), ylim=(-2.2, 2.6), xlabel="first weight")
                if row == 0:
                    axis.set_title(f"{title}, {steps[title]} steps")
            axes[3 * row].set_ylabel("second weight")
            axes[3 * row + 2].legend(fontsize=8, loc="lower left")


def draw_lessons(folder: Path) -> None:
    """Draw all of them into `folder`."""
    draw_polynomials(folder / "polynomials.svg")
    draw_gradient_flow(folder / "gradient_flow.svg")
    draw_convexity(folder / "convexity.svg")
    draw_schedules(folder / "schedules.svg")
    draw_decisions(folder / "decisions.svg")
    draw_paths(folder / "paths.svg")
