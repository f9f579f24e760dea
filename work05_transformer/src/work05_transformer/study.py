"""The report's small measurements: `python -m work05_transformer.study`. Seconds.

The study of recipes, which trains for minutes, is `work05_transformer.recipe_study`.
"""

from __future__ import annotations

from pathlib import Path

import torch

from shared.reporting import save_results
from work05_transformer.transformer import BASE, BIG, Transformer, parameter_count
from work05_transformer.variance import measure_scores

RESULTS = Path(__file__).parents[2] / "results"
COMMAND = "python -m work05_transformer.study"


def measure_variance(path: Path) -> None:
    """Measure scores of random queries and keys, by their width."""
    rows = []
    for features in (4, 16, 64, 256, 512):
        measured = measure_scores(features)
        rows.append(
            {
                "features": features,
                "variance of q·k": measured.variance,
                "variance over √d": measured.scaled_variance,
                "largest weight without": measured.largest_weight,
                "largest weight with": measured.scaled_largest_weight,
            }
        )
    save_results(path, command=COMMAND, rows=rows, seeds=[0])


def count_parameters(path: Path) -> None:
    """Count the parameters of the paper's models, in millions."""
    values = {}
    for name, config in (("base", BASE), ("big", BIG)):
        with torch.device("meta"):
            values[name] = parameter_count(Transformer(config)) / 1e6
    save_results(path, command=COMMAND, values=values)


def main() -> None:
    """Write the results files."""
    measure_variance(RESULTS / "variance.json")
    count_parameters(RESULTS / "sizes.json")


if __name__ == "__main__":
    main()
