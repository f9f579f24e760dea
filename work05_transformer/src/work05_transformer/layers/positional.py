"""Where a token stands: attention itself cannot tell (Vaswani et al. 2017, section 3.5)."""

from __future__ import annotations

import torch
from jaxtyping import Float
from torch import Tensor, nn

from work05_transformer.errors import ModelError

BASE = 10000.0  # the longest wavelength is 2π times this (section 3.5)


def frequencies(features: int) -> Float[Tensor, " half"]:
    """Return the angle per position of each pair of features: BASE^(−2i / features).

    Raises:
        ModelError: an odd number of features forms no pairs.
    """
    if features % 2:
        raise ModelError(f"positions turn pairs of features: {features} is odd")
    return BASE ** (-torch.arange(0, features, 2) / features)


def sinusoidal(positions: int, d_model: int) -> Float[Tensor, "positions d_model"]:
    """Build the paper's table, in float32: sines in the even columns, cosines in the odd ones.

    Columns 2i and 2i + 1 share the angle position / 10000^(2i / d_model). A shift by k positions turns
    each (sine, cosine) pair by a fixed angle, so the table of one position is a linear function of
    another's, whatever the position.
    """
    angles = torch.outer(torch.arange(positions), frequencies(d_model))
    return torch.stack((angles.sin(), angles.cos()), dim=-1).flatten(-2)


class SinusoidalPositions(nn.Module):
    """Add the paper's table to the embeddings. It has no parameters.

    Args:
        context: positions in the table.
        d_model: features of an embedding.
    """

    table: Tensor

    def __init__(self, context: int, d_model: int) -> None:
        super().__init__()
        self.register_buffer("table", sinusoidal(context, d_model), persistent=False)

    def forward(
        self, embeddings: Float[Tensor, "batch positions d_model"], start: int = 0
    ) -> Float[Tensor, "batch positions d_model"]:
        """Add the rows from `start` on.

        Raises:
            ModelError: the positions go beyond the table.
        """
        return embeddings + rows(self.table, start, embeddings.shape[1])


class LearnedPositions(nn.Module):
    """Add a trained vector for each position, as GPT-2 does; arguments as above."""

    def __init__(self, context: int, d_model: int) -> None:
        super().__init__()
        self.table = nn.Parameter(torch.randn(context, d_model) * 0.02)

    def forward(
        self, embeddings: Float[Tensor, "batch positions d_model"], start: int = 0
    ) -> Float[Tensor, "batch positions d_model"]:
        """Add the rows from `start` on; ModelError beyond the table."""
        return embeddings + rows(self.table, start, embeddings.shape[1])


class NoPositions(nn.Module):
    """Leave the embeddings as they are: for rotary positions, or for none at all."""

    def forward(
        self, embeddings: Float[Tensor, "batch positions d_model"], start: int = 0
    ) -> Float[Tensor, "batch positions d_model"]:
        """Return the embeddings."""
        return embeddings


def rows(
    table: Float[Tensor, "positions d_model"], start: int, count: int
) -> Float[Tensor, "count d_model"]:
    """Return `count` rows of `table` from `start` on.

    Raises:
        ModelError: they go beyond its end.
    """
    if start + count > len(table):
        raise ModelError(
            f"positions {start} to {start + count - 1} are beyond a context of {len(table)}: "
            "shorten the text"
        )
    return table[start : start + count]


class RotaryPositions(nn.Module):
    """Turn queries and keys by an angle that grows with the position (Su et al. 2021).

    The product of a query at m and a key at n then depends on m − n alone. Feature i is paired
    with feature i + d/2.

    Args:
        context: the most positions.
        features: of one head, d_model / num_heads.
    """

    cosine: Tensor
    sine: Tensor

    def __init__(self, context: int, features: int) -> None:
        super().__init__()
        angles = torch.outer(torch.arange(context), frequencies(features))
        self.register_buffer("cosine", angles.cos(), persistent=False)
        self.register_buffer("sine", angles.sin(), persistent=False)

    def forward(
        self, features: Float[Tensor, "batch heads positions d"], start: int = 0
    ) -> Float[Tensor, "batch heads positions d"]:
        """Turn the features of positions `start`, `start + 1`, …; ModelError beyond the context."""
        count = features.shape[-2]
        cosine, sine = rows(self.cosine, start, count), rows(self.sine, start, count)
        first, second = features.chunk(2, dim=-1)
        return torch.cat((first * cosine - second * sine, first * sine + second * cosine), dim=-1)
