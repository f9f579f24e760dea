"""Draw the report's figures: `python -m work01_house_prices.figures` (part of `nox -s report`)."""

from __future__ import annotations

from shared.commands import run
from work01_house_prices.figures.lessons import draw_lessons
from work01_house_prices.figures.results import RESULTS, draw_results


def main() -> None:
    """Draw everything into `results/`."""
    draw_lessons(RESULTS)
    draw_results(RESULTS)


if __name__ == "__main__":
    run(main)
