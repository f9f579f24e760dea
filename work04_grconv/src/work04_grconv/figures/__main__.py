"""Draw the report's figures: `python -m work04_grconv.figures` (part of `nox -s report`).

Curves come from `results/*.json`, diagrams from the models themselves. Trees and attention maps
need the runs of the study under runs/study; without them the committed ones stay.
"""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path

import numpy as np
import torch

from shared.commands import one_line_errors
from shared.files import write_text_atomically
from shared.plotting import COLOURS, figure
from shared.reporting import load_results
from shared.training import finished_run
from work04_grconv.figures.diagram import draw_translator
from work04_grconv.grconv.soft_tree import draw_tree
from work04_grconv.studies.runs import DEFAULT, ENCODERS, KINDS, NAMES, RESULTS
from work04_grconv.training.config import TrainConfig
from work04_grconv.training.report import TREES
from work04_grconv.training.saved_runs import SavedRun, load_run
from work04_grconv.translation.inference import translate
from work04_grconv.translation.inspection import attention_map, sentence_tree
from work04_grconv.translation.translator import Sizes, Translator

PROJECT = Path(__file__).parents[3]


def draw_by_length(path: Path) -> None:
    """BLEU by the source's length: mean over seeds, from the least to the largest as a band."""
    study = load_results(RESULTS / "encoders_by_length.json")
    labels = [row["source words"] for row in study["rows"]]
    with figure(path, width=6.4, height=3.4) as (_, (axis,)):
        for color, kind in zip(COLOURS, KINDS, strict=False):
            scores = np.array([row[NAMES[kind]] for row in study["rows"]])
            axis.plot(labels, scores.mean(axis=1), "o-", color=color, label=NAMES[kind])
            low, high = scores.min(axis=1), scores.max(axis=1)
            axis.fill_between(labels, low, high, color=color, alpha=0.15, linewidth=0)
        axis.set(xlabel="words of the source", ylabel="BLEU", ylim=(0, 103))
        axis.legend()


def draw_gradients(path: Path) -> None:
    """The gradient's norm by how far back it has come, logarithmic."""
    study = load_results(RESULTS / "gradients.json")
    with figure(path, width=6.4, height=3.6) as (_, (axis,)):
        for label, norms in study["values"].items():
            style = "--" if "+" in label else "-"
            axis.plot(range(len(norms))[::-1], np.maximum(norms, 1e-30), style, label=label)
        axis.set_yscale("log")
        axis.set(xlabel="steps back", ylabel="norm, relative to the last state's")
        axis.legend(fontsize=8)


def study_run(config: TrainConfig) -> SavedRun | None:
    """The study's run with these settings, None where it is no longer there."""
    folder = finished_run(config, PROJECT / config.runs)
    return load_run(folder) if folder else None


def draw_trees(folder: Path) -> None:
    """Soft trees of a few sentences."""
    saved = study_run(DEFAULT)
    if saved is None:
        print("no grConv run of the study here: its trees stay as they are")
        return
    for number, sentence in enumerate(TREES):
        tree, words = sentence_tree(saved.translator, saved.languages, sentence)
        write_text_atomically(folder / f"{number}.svg", draw_tree(tree, words))


def draw_attention(path: Path) -> None:
    """The weights of attention while it writes."""
    saved = study_run(dataclasses.replace(ENCODERS, encoder="attention"))
    if saved is None:
        print("no attention run of the study here: its map stays as it is")
        return
    sentence = "Tuesday March third nineteen ninety-two, then seventy-one US dollars"
    (translation,) = translate(
        saved.translator, saved.languages, [sentence], beam=saved.config.beam
    )
    weights, target, source = attention_map(
        saved.translator, saved.languages, sentence, translation
    )
    with figure(path, width=6.0, height=5.4) as (_, (axis,)):
        axis.imshow(weights.numpy(), cmap="Blues", vmin=0, vmax=1, aspect="auto")
        axis.grid(visible=False)
        axis.set_xticks(range(len(source)), source, rotation=60, ha="right")
        axis.set_yticks(range(len(target)), target)


def draw_diagrams(folder: Path) -> None:
    """The three translators, traced."""
    for kind in KINDS:
        torch.manual_seed(0)
        sizes = Sizes(
            kind, 111, 91, ENCODERS.embedding, ENCODERS.hidden, ENCODERS.activation, dropout=0.0
        )
        write_text_atomically(folder / f"{kind}.svg", draw_translator(Translator(sizes)))


@one_line_errors
def main() -> None:
    """Draw all figures."""
    for name in ("diagrams", "trees"):
        (RESULTS / name).mkdir(parents=True, exist_ok=True)
    draw_diagrams(RESULTS / "diagrams")
    draw_by_length(RESULTS / "by_length.svg")
    draw_gradients(RESULTS / "gradients.svg")
    draw_trees(RESULTS / "trees")
    draw_attention(RESULTS / "attention.svg")


if __name__ == "__main__":
    sys.exit(main())
