"""Draw the report's figures: `python -m work02_resnet_vgg.figures` (part of `nox -s report`).

Diagrams come from the models themselves, all other figures from `results/*.json`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from shared.commands import one_line_errors
from shared.files import write_text_atomically
from work02_resnet_vgg.figures.degradation import draw_degradation
from work02_resnet_vgg.figures.diagrams import draw
from work02_resnet_vgg.figures.gradients import draw_gradients
from work02_resnet_vgg.figures.style import draw_style

RESULTS = Path(__file__).parents[3] / "results"
DIAGRAMS = (
    "basic-block", "plain-block", "bottleneck-projection", "vgg-stage", "inception",
    "vgg16", "resnet34", "resnet50", "resnet20", "plain20", "googlenet",
)  # fmt: skip


@one_line_errors
def main() -> None:
    """Draw all figures."""
    (RESULTS / "diagrams").mkdir(parents=True, exist_ok=True)
    for name in DIAGRAMS:
        write_text_atomically(RESULTS / "diagrams" / f"{name}.svg", draw(name))
    draw_degradation(RESULTS)
    draw_gradients(RESULTS)
    draw_style(RESULTS)


if __name__ == "__main__":
    sys.exit(main())
