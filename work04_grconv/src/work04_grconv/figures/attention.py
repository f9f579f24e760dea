"""The weights of attention while it writes."""

from __future__ import annotations

from pathlib import Path

from shared.plotting import figure, no_formula
from work04_grconv.training.saved_runs import SavedRun
from work04_grconv.translation.inference import translate
from work04_grconv.translation.inspection import attention_map

SENTENCE = "Tuesday March third nineteen ninety-two, then seventy-one US dollars"


def draw_attention(path: Path, saved: SavedRun, sentence: str = SENTENCE) -> None:
    """Draw the map of a sentence and its translation: a row for each word that is written.

    Raises:
        ModelError: the translator has no attention.
    """
    (translation,) = translate(
        saved.translator, saved.languages, [sentence], beam=saved.config.beam
    )
    weights, target, source = attention_map(
        saved.translator, saved.languages, sentence, translation
    )
    with figure(path, width=6.8, height=5.4) as (drawn, (axis,)):
        image = axis.imshow(weights.numpy(), cmap="Blues", vmin=0, vmax=1, aspect="auto")
        axis.grid(visible=False)
        axis.set_xticks(
            range(len(source)), [no_formula(token) for token in source], rotation=60, ha="right"
        )
        axis.set_yticks(range(len(target)), [no_formula(token) for token in target])
        axis.set(xlabel="source token", ylabel="translation, written from top to bottom")
        drawn.colorbar(image, ax=axis, label="weight")
