"""Draw the report's figures: `python -m work05_transformer.report`."""

from __future__ import annotations

from pathlib import Path

from shared.plotting import figure
from work05_transformer.positional import sinusoidal

RESULTS = Path(__file__).parents[2] / "results"


def draw_positions(path: Path) -> None:
    """Draw the paper's table of positions, and how alike two positions are by their distance."""
    table = sinusoidal(128, 64)
    with figure(path, columns=2) as (_, (left, right)):
        left.imshow(table.T, aspect="auto", cmap="RdBu", interpolation="nearest")
        left.set_xlabel("position")
        left.set_ylabel("feature")
        left.set_title("sines and cosines")
        left.grid(False)
        for position in (16, 64, 112):
            right.plot(table @ table[position] / 32, label=f"position {position}")
        right.set_xlabel("position")
        right.set_title("product with another position")
        right.legend()


def main() -> None:
    """Draw all figures."""
    draw_positions(RESULTS / "positions.svg")


if __name__ == "__main__":
    main()
