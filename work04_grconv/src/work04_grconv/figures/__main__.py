"""Draw the report's figures: `python -m work04_grconv.figures` (part of `nox -s report`).

Curves come from `results/*.json`, diagrams from the models themselves. The trees and the map of
attention are of trained networks: the studies `default` and `translations` draw them, `gates` the gates.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from shared.commands import run
from shared.files import write_text_atomically
from shared.plotting import COLORS, figure
from shared.reporting.results import load_results
from work04_grconv.figures.cells import CELLS
from work04_grconv.figures.diagram import draw_translator
from work04_grconv.studies.encoders import ENCODERS, NAMES
from work04_grconv.translation.translator import Sizes, Translator

RESULTS = Path(__file__).parents[3] / "results"


def draw_by_length(path: Path) -> None:
    """Draw BLEU by the source's length, after few epochs and after many: mean and range over seeds."""
    short = load_results(RESULTS / "encoders.json").variants
    longest = {}  # translator → its variant of the most epochs, which stands last
    for variant in load_results(RESULTS / "encoders_converged.json").variants:
        longest[variant.labels["translator"]] = variant
    with figure(path, columns=2, width=8.6, height=3.4) as (_, axes):
        for axis, variants in zip(axes, (short, list(longest.values())), strict=True):
            for color, mark, variant in zip(COLORS, "os^", variants, strict=False):
                groups = [measured.metrics["by_length"] for measured in variant.measurements]
                lengths = list(groups[0])
                scores = np.array([[group[one]["BLEU"] for group in groups] for one in lengths])
                name = f"{variant.labels['translator']}, {variant.config['epochs']} epochs"
                axis.plot(lengths, scores.mean(axis=1), f"{mark}-", color=color, label=name)
                low, high = scores.min(axis=1), scores.max(axis=1)
                axis.fill_between(lengths, low, high, color=color, alpha=0.15, linewidth=0)
            axis.set(xlabel="words of the source", ylabel="BLEU", ylim=(0, 103))
            axis.tick_params(axis="x", labelsize=8)
            axis.legend(fontsize=8)


def draw_gradients(path: Path) -> None:
    """Draw the gradient's norm by how far back it has come, logarithmic: geometric mean and all seeds.

    A color for each kind of network, a line's style for each start.
    """
    results = load_results(RESULTS / "gradients.json")
    kinds: dict[str, int] = {}
    with figure(path, width=7.4, height=3.8) as (_, (axis,)):
        for variant in results.variants:
            kind = variant.name.split(",")[0]
            color = COLORS[list(dict.fromkeys([*kinds, kind])).index(kind)]
            style = ("-", "--", "-.", ":")[kinds.get(kind, 0)]
            kinds[kind] = kinds.get(kind, 0) + 1
            norms = np.array([one.metrics["gradient_norms"] for one in variant.measurements])
            norms = np.log(np.maximum(norms, 1e-30))[:, ::-1]
            steps = range(norms.shape[1])
            axis.plot(steps, np.exp(norms.mean(axis=0)), style, color=color, label=variant.name)
            low, high = np.exp(norms.min(axis=0)), np.exp(norms.max(axis=0))
            axis.fill_between(steps, low, high, color=color, alpha=0.15, linewidth=0)
        axis.set_yscale("log")
        axis.set(xlabel="steps back", ylabel="norm, relative to the last state's")
        axis.legend(fontsize=9, loc="center left", bbox_to_anchor=(1, 0.5))


def draw_ngram_space(path: Path) -> None:
    """Draw how many n-grams there could be and are, and how many of a new text are unseen, by n."""
    results = load_results(RESULTS / "ngram_space.json")
    with figure(path, columns=2, width=7.4, height=3.2) as (_, (space, unseen)):
        for color, mark, variant in zip(COLORS, ("o-", "s-"), results.variants, strict=False):
            orders = variant.measurements[0].metrics["orders"]
            columns = {
                key: [row[key] for row in orders.values()] for key in ("possible", "distinct")
            }
            name = variant.name
            space.plot(
                list(orders), columns["possible"], "--", color=color, label=f"{name}, possible"
            )
            space.plot(
                list(orders), columns["distinct"], mark, color=color, label=f"{name}, in the text"
            )
            shares = [row["unseen"] * 100 for row in orders.values()]
            unseen.plot(list(orders), shares, mark, color=color, label=name)
        space.set_yscale("log")
        space.set(xlabel="n", ylabel="number of n-grams")
        unseen.set(xlabel="n", ylabel="unseen in held-out text (%)", ylim=(0, 103))
        for axis in (space, unseen):
            axis.legend(fontsize=8)


def draw_diagrams(folder: Path) -> None:
    """Draw the three translators, traced, and the cells of the lessons."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, draw in CELLS.items():
        write_text_atomically(folder / f"{name}.svg", draw())
    for kind in NAMES:
        torch.manual_seed(0)
        sizes = Sizes(
            kind, 111, 91, ENCODERS.embedding, ENCODERS.hidden, ENCODERS.activation, dropout=0.0
        )
        svg = draw_translator(Translator(sizes), NAMES[kind])
        write_text_atomically(folder / f"{kind}.svg", svg)


def main() -> None:
    """Draw all figures."""
    draw_diagrams(RESULTS / "diagrams")
    draw_by_length(RESULTS / "by_length.svg")
    draw_gradients(RESULTS / "gradients.svg")
    draw_ngram_space(RESULTS / "ngram_space.svg")


if __name__ == "__main__":
    run(main)
