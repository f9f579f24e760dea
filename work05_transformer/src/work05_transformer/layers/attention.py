"""Attention: the weighted mean of values, weighted by how well keys answer a query.

Vaswani et al. 2017, "Attention Is All You Need", section 3.2; additive attention from Bahdanau et
al. 2015. A mask here is a boolean tensor that is True where a query may attend to a key, and that
broadcasts to the scores: (batch, heads, queries, keys) in `MultiHeadAttention`.
"""

from __future__ import annotations

import math

import torch
from jaxtyping import Bool, Float
from torch import Tensor, nn
from torch.nn import functional

from work05_transformer.errors import ModelError
from work05_transformer.layers.positional import RotaryPositions

Mask = Bool[Tensor, "*#batch #queries keys"]
SHORT = 128  # keys up to which a CPU computes all weights at once


def causal_mask(
    queries: int, keys: int | None = None, device: torch.device | None = None
) -> Bool[Tensor, "queries keys"]:
    """Let position i attend to positions up to i and to none after it (section 3.2.3).

    With more keys than queries the queries are the last of the positions, as in decoding with
    cached keys: query i stands at position `keys - queries + i`. The mask is on `device`.
    """
    keys = queries if keys is None else keys
    allowed = torch.ones(queries, keys, dtype=torch.bool, device=device)
    return allowed.tril(diagonal=keys - queries)


def padding_mask(is_token: Bool[Tensor, "batch keys"]) -> Bool[Tensor, "batch 1 1 keys"]:
    """Let every query attend to real tokens only, never to the padding behind a short sentence.

    Args:
        is_token: True for a token, False for padding.
    """
    return is_token[:, None, None, :]


def combine_masks(*masks: Mask | None) -> Mask | None:
    """Allow what all masks allow. None is a mask that allows everything."""
    combined = None
    for mask in masks:
        if mask is not None:
            combined = mask if combined is None else combined & mask
    return combined


def attention(
    query: Float[Tensor, "... queries d"],
    key: Float[Tensor, "... keys d"],
    value: Float[Tensor, "... keys d_value"],
    mask: Mask | None = None,
    dropout: float = 0.0,
) -> tuple[Float[Tensor, "... queries d_value"], Float[Tensor, "... queries keys"]]:
    """Compute scaled dot-product attention, equation (1): softmax(Q Kᵀ / √d) V.

    A query times a key has variance d if all their numbers are independent with mean 0 and variance
    1; the division by √d brings it back to 1, where the softmax still has a gradient (section 3.2.1,
    footnote 4).

    Args:
        query: what attends; the last two dimensions are positions and features.
        key: what is compared with the queries, likewise.
        value: what is mixed, likewise; one for each key.
        mask: True where a query may attend; None allows everything.
        dropout: probability to drop a weight; those that are left are divided by 1 − dropout and
            not normalized again.

    Returns:
        the mixed values, and the weights before dropout. A query that may attend to nothing gets
        zeros, and passes zeros back: there is no mean of no values. As an exercise, this is written
        without `scaled_dot_product_attention`.
    """
    # Dividing the queries gives the same scores as dividing the far more numerous products.
    query = query / math.sqrt(query.shape[-1])
    scores = torch.einsum("...qd,...kd->...qk", query, key)
    if mask is not None:
        scores = scores.masked_fill(~mask, -torch.inf)
    weights = scores.softmax(dim=-1)
    if mask is not None:
        weights = weights.masked_fill(~mask, 0.0)  # a row of −∞ alone would be NaN
    kept = functional.dropout(weights, dropout)
    return torch.einsum("...qk,...kd->...qd", kept, value), weights


def fast_attention(
    query: Float[Tensor, "batch heads queries d"],
    key: Float[Tensor, "batch heads keys d"],
    value: Float[Tensor, "batch heads keys d"],
    mask: Mask | None = None,
    dropout: float = 0.0,
    causal: bool = False,
) -> Float[Tensor, "batch heads queries d"]:
    """Compute the same in whichever way is faster here.

    FlashAttention (Dao et al. 2022) never holds all weights, so its memory grows with the length
    and not with its square. It pays for that with small products, which PyTorch computes slowly on
    some CPUs: up to `SHORT` keys, equation (1) as it stands trains faster there. On others it does
    not (benchmarks/attention.py tells which is which).

    Args:
        query: as in `attention`, as are the next four.
        key: one for each value.
        value: what is mixed.
        mask: True where a query may attend.
        dropout: probability to drop a weight.
        causal: instead of a mask, for as many keys as queries.
    """
    if query.device.type == "cpu" and query.shape[-2] > 1 and key.shape[-2] <= SHORT:
        mask = causal_mask(query.shape[-2]) if causal else mask
        return attention(query, key, value, mask, dropout)[0]
    return functional.scaled_dot_product_attention(
        query, key, value, attn_mask=mask, dropout_p=dropout, is_causal=causal
    )


class MultiHeadAttention(nn.Module):
    """Attention in several subspaces at once, section 3.2.2.

    Each head works on its own `d_model / num_heads` features of the projected queries, keys and
    values; the heads' outputs stand side by side and are projected once more.

    Args:
        d_model: features of the inputs and of the output.
        num_heads: a divisor of `d_model`.
        dropout: probability to drop an attention weight in training.
        rotary: turns queries and keys by their positions, for self-attention.

    Raises:
        ModelError: `d_model` cannot be cut into `num_heads` equal parts.
    """

    def __init__(
        self,
        d_model: int,
        num_heads: int,
        dropout: float = 0.0,
        rotary: RotaryPositions | None = None,
    ) -> None:
        super().__init__()
        if num_heads < 1 or d_model % num_heads:
            raise ModelError(
                f"a d_model of {d_model} cannot be cut into {num_heads} heads: choose a divisor"
            )
        self.num_heads, self.dropout, self.rotary = num_heads, dropout, rotary
        self.query = nn.Linear(d_model, d_model)
        self.key = nn.Linear(d_model, d_model)
        self.value = nn.Linear(d_model, d_model)
        self.output = nn.Linear(d_model, d_model)
        for projection in (self.query, self.key, self.value, self.output):
            nn.init.xavier_uniform_(projection.weight)
            nn.init.zeros_(projection.bias)

    def split(
        self, features: Float[Tensor, "batch positions d_model"]
    ) -> Float[Tensor, "batch heads positions d"]:
        """Give each head its own slice of the features: head h those from h · d on."""
        return features.unflatten(-1, (self.num_heads, -1)).transpose(1, 2)

    def merge(
        self, features: Float[Tensor, "batch heads positions d"]
    ) -> Float[Tensor, "batch positions d_model"]:
        """Put the heads' features side by side again, as they were before `split`."""
        return features.transpose(1, 2).flatten(-2)

    def queries(
        self, target: Float[Tensor, "batch queries d_model"], start: int = 0
    ) -> Float[Tensor, "batch heads queries d"]:
        """Project what attends; `start` is the position of the first query."""
        query = self.split(self.query(target))
        return query if self.rotary is None else self.rotary(query, start)

    def keys_and_values(
        self, source: Float[Tensor, "batch keys d_model"], start: int = 0
    ) -> tuple[Float[Tensor, "batch heads keys d"], Float[Tensor, "batch heads keys d"]]:
        """Project what is attended to; a decoder computes this once for each source position."""
        key, value = self.split(self.key(source)), self.split(self.value(source))
        return key if self.rotary is None else self.rotary(key, start), value

    def attend(
        self,
        target: Float[Tensor, "batch queries d_model"],
        key: Float[Tensor, "batch heads keys d"],
        value: Float[Tensor, "batch heads keys d"],
        mask: Mask | None = None,
        start: int = 0,
    ) -> Float[Tensor, "batch queries d_model"]:
        """Attend from `target`, whose first position is `start`, to projected keys and values."""
        dropout = self.dropout if self.training else 0.0
        mixed = fast_attention(self.queries(target, start), key, value, mask, dropout)
        return self.output(self.merge(mixed))

    def forward(
        self,
        target: Float[Tensor, "batch queries d_model"],
        source: Float[Tensor, "batch keys d_model"],
        mask: Mask | None = None,
    ) -> Float[Tensor, "batch queries d_model"]:
        """Attend from `target` to `source`; the same tensor twice is self-attention."""
        return self.attend(target, *self.keys_and_values(source), mask)

    def weights(
        self,
        target: Float[Tensor, "batch queries d_model"],
        source: Float[Tensor, "batch keys d_model"],
        mask: Mask | None = None,
    ) -> Float[Tensor, "batch heads queries keys"]:
        """Return the weights alone, to draw them."""
        key, value = self.keys_and_values(source)
        return attention(self.queries(target), key, value, mask)[1]


class AdditiveAttention(nn.Module):
    """Scores from a small network instead of a product: vᵀ tanh(W q + U k).

    Bahdanau et al. 2015, appendix A.1.2. It costs a tanh for every pair of positions, which is why
    the Transformer multiplies.

    Args:
        query_width, key_width: features of queries and of keys.
        hidden: units of the small network.
    """

    def __init__(self, query_width: int, key_width: int, hidden: int) -> None:
        super().__init__()
        self.query = nn.Linear(query_width, hidden, bias=False)
        self.key = nn.Linear(key_width, hidden, bias=False)
        self.score = nn.Linear(hidden, 1, bias=False)

    def forward(
        self,
        query: Float[Tensor, "batch queries query_width"],
        key: Float[Tensor, "batch keys key_width"],
        value: Float[Tensor, "batch keys d_value"],
        mask: Mask | None = None,
    ) -> tuple[Float[Tensor, "batch queries d_value"], Float[Tensor, "batch queries keys"]]:
        """Return the mixed values and the weights, as `attention` does: zeros for a closed row.

        There are no heads: a mask broadcasts to (batch, queries, keys), as `padding_mask(…)[:, 0]`.
        """
        pairs = self.query(query)[:, :, None] + self.key(key)[:, None]
        scores = self.score(pairs.tanh()).squeeze(-1)
        if mask is not None:
            scores = scores.masked_fill(~mask, -torch.inf)
        weights = scores.softmax(dim=-1)
        if mask is not None:
            weights = weights.masked_fill(~mask, 0.0)
        return weights @ value, weights
