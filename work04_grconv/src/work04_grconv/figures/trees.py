"""The soft tree that a trained grConv makes of a sentence."""

from __future__ import annotations

from pathlib import Path

from shared.files import write_text_atomically
from work04_grconv.grconv.soft_tree import draw_tree
from work04_grconv.training.saved_runs import SavedRun
from work04_grconv.translation.inspection import sentence_tree


def draw_sentence_tree(path: Path, saved: SavedRun, sentence: str) -> None:
    """Write the tree of a sentence as SVG.

    Raises:
        ModelError: the translator has another encoder.
    """
    tree, words = sentence_tree(saved.translator, saved.languages, sentence)
    write_text_atomically(path, draw_tree(tree, words))
