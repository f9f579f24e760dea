"""How many parameters the paper's models have."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch

from shared.reporting import save_results
from work05_transformer.models.transformer import BASE, BIG, Transformer, parameter_count

RESULTS = Path(__file__).parents[3] / "results" / "sizes.json"


def sizes(seeds: Sequence[int]) -> None:
    """Parameters of the paper's models, in millions; nothing is random."""
    values = {}
    for name, config in (("base", BASE), ("big", BIG)):
        with torch.device("meta"):
            values[name] = parameter_count(Transformer(config)) / 1e6
    save_results(RESULTS, command="python -m work05_transformer.study sizes", values=values)
