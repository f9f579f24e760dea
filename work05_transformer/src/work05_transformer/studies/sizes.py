"""How many parameters the paper's models have."""

from __future__ import annotations

import torch

from shared.studies import Study, study
from work05_transformer.models.transformer import (
    BASE,
    BIG,
    Transformer,
    TransformerConfig,
    parameter_count,
)


def size(config: TransformerConfig) -> dict[str, int]:
    """Count the parameters of a Transformer."""
    with torch.device("meta"):
        return {"parameters": parameter_count(Transformer(config))}


@study()
def sizes(s: Study) -> None:
    """Count the parameters of the paper's models; nothing is random."""
    s.measure("base", size, BASE)
    s.measure("big", size, BIG)
