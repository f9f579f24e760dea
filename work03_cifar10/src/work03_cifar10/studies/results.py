"""Where results and runs of the studies lie."""

from __future__ import annotations

from pathlib import Path

RESULTS = Path(__file__).parents[3] / "results"
RUNS = Path("runs") / "study"


def command(name: str) -> str:
    """What to type to measure results/`name`.json again."""
    return f"python -m work03_cifar10.studies {name}"


def percent(accuracy: float, digits: int = 2) -> float:
    """A share in per cent, rounded."""
    return round(100 * accuracy, digits)
