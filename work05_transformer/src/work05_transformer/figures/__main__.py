"""Draw the report's figures: `python -m work05_transformer.figures` (part of `nox -s report`).

Diagrams come from the models themselves, all other figures from `results/*.json`. Pictures of
trained models, attention maps and rollouts, are drawn by the studies that train them.
"""

from __future__ import annotations

import sys
from pathlib import Path

from shared.commands import one_line_errors
from work05_transformer.figures.diagrams import (
    draw_attention_steps,
    draw_multi_head,
    draw_transformer,
)
from work05_transformer.figures.normalization import draw_norm_curves, draw_norm_gradients
from work05_transformer.figures.positions import draw_positions
from work05_transformer.models.transformer import BASE

RESULTS = Path(__file__).parents[3] / "results"


@one_line_errors
def main() -> None:
    """Draw all figures."""
    draw_positions(RESULTS / "positions.svg")
    draw_attention_steps(RESULTS / "diagrams" / "attention.svg")
    draw_multi_head(RESULTS / "diagrams" / "multi-head.svg")
    draw_transformer(BASE, RESULTS / "diagrams" / "transformer.svg")
    draw_norm_gradients(RESULTS / "norm_gradients.json", RESULTS / "norm_gradients.svg")
    draw_norm_curves(RESULTS / "pre_and_post_norm.json", RESULTS / "pre_and_post_norm.svg")


if __name__ == "__main__":
    sys.exit(main())
