"""Draw the report's figures: `python -m work02_resnet_vgg.figures` (part of `nox -s report`).

Diagrams come from the models themselves, all other figures from `results/*.json`.
"""

from __future__ import annotations

from pathlib import Path

from shared.commands import run
from shared.files import write_text_atomically
from shared.reporting.results import load_results
from work02_resnet_vgg.figures.degradation import draw_degradation
from work02_resnet_vgg.figures.diagrams import diagram
from work02_resnet_vgg.figures.gradients import draw_gradients
from work02_resnet_vgg.figures.reasons import draw_reasons
from work02_resnet_vgg.figures.style import draw_losses

RESULTS = Path(__file__).parents[3] / "results"
DIAGRAMS = (
    "basic-block", "plain-block", "bottleneck-projection", "vgg-stage", "inception", "dense-layer",
    "vgg16", "resnet34", "resnet50", "resnet20", "plain20", "googlenet",
)  # fmt: skip


def main() -> None:
    """Draw all figures."""
    (RESULTS / "diagrams").mkdir(parents=True, exist_ok=True)
    for name in DIAGRAMS:
        write_text_atomically(RESULTS / "diagrams" / f"{name}.svg", diagram(name))
    for name in ("degradation", "degradation_full_size"):
        draw_degradation(RESULTS / f"{name}.svg", load_results(RESULTS / f"{name}.json"))
    draw_gradients(RESULTS / "gradients.svg", load_results(RESULTS / "gradients.json"))
    draw_reasons(RESULTS / "reasons.svg", load_results(RESULTS / "reasons.json"))
    draw_losses(RESULTS / "style.svg", load_results(RESULTS / "style.json"))


if __name__ == "__main__":
    run(main)
