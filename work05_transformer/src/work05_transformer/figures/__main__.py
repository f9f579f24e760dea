"""Draw the report's figures: `python -m work05_transformer.figures` (part of `nox -s report`).

Diagrams come from the models themselves, all other figures from `results/*.json`. Pictures of
trained models, attention maps and rollouts, are drawn by the studies that train them.
"""

from __future__ import annotations

from pathlib import Path

from shared.commands import run
from work05_transformer.figures.diagrams import (
    draw_attention_steps,
    draw_multi_head,
    draw_transformer,
)
from work05_transformer.figures.normalization import (
    draw_norm_curves,
    draw_norm_gradients,
    draw_norm_progress,
)
from work05_transformer.figures.pooling import draw_pooling
from work05_transformer.figures.positions import draw_positions
from work05_transformer.figures.sequence_layers import draw_sequence_layers
from work05_transformer.figures.vision import draw_vision
from work05_transformer.figures.word_vectors import draw_word_vectors
from work05_transformer.models.transformer import BASE

RESULTS = Path(__file__).parents[3] / "results"


def draw_all() -> None:
    """Draw the report's figures."""
    draw_pooling(RESULTS / "pooling.svg", RESULTS / "pooling.json")
    draw_sequence_layers(RESULTS / "sequence_layers.svg", RESULTS / "sequence_layers.json")
    draw_positions(RESULTS / "positions.svg")
    draw_attention_steps(RESULTS / "diagrams" / "attention.svg")
    draw_multi_head(RESULTS / "diagrams" / "multi-head.svg")
    draw_transformer(RESULTS / "diagrams" / "transformer.svg", BASE)
    draw_norm_gradients(RESULTS / "norm_gradients.svg", RESULTS / "norm_gradients.json")
    draw_norm_curves(
        RESULTS / "pre_and_post_norm.svg",
        RESULTS / "pre_and_post_norm.json",
        RESULTS / "guessing.json",
    )
    draw_norm_progress(RESULTS / "norm_convergence.svg", RESULTS / "norm_convergence.json")
    draw_vision(RESULTS / "vision.svg", RESULTS / "vision.json", RESULTS / "vision_longer.json")
    draw_word_vectors(RESULTS / "word_vectors.svg", RESULTS / "word_vectors.json")


if __name__ == "__main__":
    run(draw_all)
