"""Draw the report's figures: `python -m work01_house_prices.figures` (part of `nox -s report`)."""

from __future__ import annotations

import sys

from shared.commands import one_line_errors
from work01_house_prices.figures.lessons import draw_lessons
from work01_house_prices.figures.results import RESULTS, draw_results


@one_line_errors
def main() -> None:
    """Draw everything into `results/`."""
    draw_lessons(RESULTS)
    draw_results(RESULTS)


if __name__ == "__main__":
    sys.exit(main())
