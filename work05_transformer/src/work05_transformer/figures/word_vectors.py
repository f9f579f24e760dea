"""Word vectors in several ways: what they know of analogies and of similarity."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from shared.plotting import figure
from shared.reporting.results import load_results

QUESTIONS = {
    "analogies right (%)": (("semantic/accuracy", "semantic"), ("syntactic/accuracy", "syntactic")),
    "rank correlation with people (%)": (
        ("wordsim353/spearman", "WordSim-353"),
        ("simlex999/spearman", "SimLex-999"),
    ),
}


def draw_word_vectors(path: Path, results: Path) -> None:
    """Draw the mean over seeds of each way's analogies and correlations, and each seed as a point.

    Args:
        path: of the figure.
        results: of the study `word_vectors`.
    """
    variants = load_results(results).variants
    places = np.arange(len(variants))[::-1]
    names = [str(variant.labels["vectors"]) for variant in variants]
    with figure(path, columns=len(QUESTIONS), width=9) as (_, axes):
        for axis, (title, metrics) in zip(axes, QUESTIONS.items(), strict=True):
            for shift, (metric, label) in zip((0.2, -0.2), metrics, strict=True):
                values = [[100 * m.metrics[metric] for m in v.measurements] for v in variants]
                axis.barh(
                    places + shift, [np.mean(v) for v in values], 0.36, label=label, alpha=0.7
                )
                for place, seeds in zip(places, values, strict=True):
                    axis.plot(seeds, [place + shift] * len(seeds), "|", color="0.2", markersize=6)
            axis.set_yticks(places, names if axis is axes[0] else [""] * len(names))
            axis.set(xlabel=f"{title}; marks: seeds" if axis is axes[0] else title)
            axis.legend(fontsize=7, ncols=2, loc="lower center", bbox_to_anchor=(0.5, 1.0))
