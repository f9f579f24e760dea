"""GPT-2: the Transformer's decoder alone (Radford et al. 2019, section 2.3).

Pre-LN blocks of causal self-attention and a feed-forward network, learned positions, GELU, and one
matrix for embeddings and logits. Two settings leave GPT-2 for what came after it: rotary positions
and a matrix of its own for the logits.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated, Literal

from jaxtyping import Float, Int
from torch import Tensor, nn
from torch.nn import functional

from shared.training.settings.ranges import AtLeast, Below, Checked
from work05_transformer.errors import ModelError
from work05_transformer.layers.attention import causal_mask, fast_attention
from work05_transformer.layers.positional import LearnedPositions, RotaryPositions
from work05_transformer.models.sizes import check_heads


@dataclass(frozen=True)
class GPTConfig(Checked):
    """Sizes of a GPT; the defaults are the smallest GPT-2."""

    vocab_size: Annotated[int, AtLeast(1)] = 50_257
    context: Annotated[int, AtLeast(1)] = 1024
    d_model: Annotated[int, AtLeast(1)] = 768
    num_layers: Annotated[int, AtLeast(1)] = 12
    num_heads: Annotated[int, AtLeast(1)] = 12
    dropout: Annotated[float, AtLeast(0), Below(1)] = 0.0
    positions: Literal["learned", "rotary"] = "learned"
    tied: bool = True
    """The embeddings make the logits too."""

    def __post_init__(self) -> None:
        """Check the sizes, and whether the heads fit.

        Raises:
            SettingsError: one is out of range, or they do not fit together.
        """
        super().__post_init__()
        check_heads(self.d_model, self.num_heads, rotary=self.positions == "rotary")


# Radford et al. 2019, table 2 (its parameter counts are wrong, as the authors say elsewhere).
SIZES = {
    "gpt2": GPTConfig(),
    "gpt2-medium": GPTConfig(d_model=1024, num_layers=24, num_heads=16),
    "gpt2-large": GPTConfig(d_model=1280, num_layers=36, num_heads=20),
    "gpt2-xl": GPTConfig(d_model=1600, num_layers=48, num_heads=25),
}


class KeyValueCache:
    """Keys and values of the positions read so far, so that a new token costs one position.

    The memory for all positions is taken once: appending copies the new ones only.

    Args:
        config: of the model.
        batch: texts decoded side by side.
        capacity: the most positions.
        like: a parameter of the model, for device and dtype.

    Attributes:
        length: positions in the cache.
    """

    def __init__(self, config: GPTConfig, batch: int, capacity: int, like: Tensor) -> None:
        head_features = config.d_model // config.num_heads
        shape = (config.num_layers, batch, config.num_heads, capacity, head_features)
        self.keys, self.values = like.new_empty(shape), like.new_empty(shape)
        self.length = 0

    def append(
        self,
        layer: int,
        key: Float[Tensor, "batch heads new d"],
        value: Float[Tensor, "batch heads new d"],
    ) -> tuple[Float[Tensor, "batch heads all d"], Float[Tensor, "batch heads all d"]]:
        """Store a layer's new keys and values behind its `length` old ones; return all of that layer.

        `length` stays: the model adds the new positions to it behind its last layer. Gradients pass
        through what is returned until the next call, which writes into the same memory.

        Raises:
            ModelError: more positions than the capacity.
        """
        end = self.length + key.shape[2]
        if end > self.keys.shape[3]:
            raise ModelError(f"{end} positions in a cache for {self.keys.shape[3]}: make it larger")
        self.keys[layer, :, :, self.length : end] = key
        self.values[layer, :, :, self.length : end] = value
        return self.keys[layer, :, :, :end], self.values[layer, :, :, :end]


class CausalSelfAttention(nn.Module):
    """Each position mixes the values of itself and of the positions before it."""

    def __init__(self, config: GPTConfig) -> None:
        super().__init__()
        self.num_heads, self.dropout = config.num_heads, config.dropout
        self.query_key_value = nn.Linear(config.d_model, 3 * config.d_model)
        self.output = nn.Linear(config.d_model, config.d_model)
        self.rotary = (
            RotaryPositions(config.context, config.d_model // config.num_heads)
            if config.positions == "rotary"
            else None
        )

    def forward(
        self,
        features: Float[Tensor, "batch positions d_model"],
        cache: KeyValueCache | None = None,
        layer: int = 0,
    ) -> Float[Tensor, "batch positions d_model"]:
        """Attend; with a cache, `features` are the new positions only."""
        batch, count, d_model = features.shape
        projected = self.query_key_value(features).view(batch, count, 3, self.num_heads, -1)
        query, key, value = projected.permute(2, 0, 3, 1, 4)
        start = 0 if cache is None else cache.length
        if self.rotary is not None:
            query, key = self.rotary(query, start), self.rotary(key, start)
        if cache is not None:
            key, value = cache.append(layer, key, value)
        dropout = self.dropout if self.training else 0.0
        if start == 0:
            mixed = fast_attention(query, key, value, dropout=dropout, causal=True)
        else:  # a single new position attends to everything before it
            mask = None if count == 1 else causal_mask(count, start + count, features.device)
            mixed = fast_attention(query, key, value, mask, dropout)
        return self.output(mixed.transpose(1, 2).reshape(batch, count, d_model))


class Block(nn.Module):
    """Attention, then a feed-forward network four times as wide, each on a residual path."""

    def __init__(self, config: GPTConfig) -> None:
        super().__init__()
        self.attention_norm = nn.LayerNorm(config.d_model)
        self.attention = CausalSelfAttention(config)
        self.feed_forward_norm = nn.LayerNorm(config.d_model)
        self.up = nn.Linear(config.d_model, 4 * config.d_model)
        self.down = nn.Linear(4 * config.d_model, config.d_model)
        self.dropout = nn.Dropout(config.dropout)

    def forward(
        self,
        features: Float[Tensor, "batch positions d_model"],
        cache: KeyValueCache | None = None,
        layer: int = 0,
    ) -> Float[Tensor, "batch positions d_model"]:
        """Compute one layer."""
        mixed = self.attention(self.attention_norm(features), cache, layer)
        features = features + self.dropout(mixed)
        hidden = functional.gelu(self.up(self.feed_forward_norm(features)), approximate="tanh")
        return features + self.dropout(self.down(hidden))


class GPT(nn.Module):
    """A decoder-only language model.

    Args:
        config: its sizes.
    """

    def __init__(self, config: GPTConfig) -> None:
        super().__init__()
        self.config = config
        self.embedding = nn.Embedding(config.vocab_size, config.d_model)
        self.positions = (
            LearnedPositions(config.context, config.d_model)
            if config.positions == "learned"
            else None
        )
        self.dropout = nn.Dropout(config.dropout)
        self.blocks = nn.ModuleList(Block(config) for _ in range(config.num_layers))
        self.norm = nn.LayerNorm(config.d_model)
        self.head = (
            None if config.tied else nn.Linear(config.d_model, config.vocab_size, bias=False)
        )
        self.initialize()

    def initialize(self) -> None:
        """Draw weights as GPT-2 does: standard deviation 0.02, less where they end on the residual path.

        N blocks make 2N additions, with which its variance would grow; 1/√(2N) undoes that (section
        2.3).
        """
        for name, parameter in self.named_parameters():
            if name.endswith(("attention.output.weight", "down.weight")):
                nn.init.normal_(parameter, std=0.02 / math.sqrt(2 * self.config.num_layers))
            elif name.endswith("bias"):
                nn.init.zeros_(parameter)
            elif parameter.dim() == 2:
                nn.init.normal_(parameter, std=0.02)

    def features(
        self, tokens: Int[Tensor, "batch positions"], cache: KeyValueCache | None = None
    ) -> Float[Tensor, "batch positions d_model"]:
        """Compute the last layer's normalized features.

        Args:
            tokens: with a cache, the new ones only.
            cache: is extended by them.

        Raises:
            ModelError: more positions than the context.
        """
        start = 0 if cache is None else cache.length
        count = tokens.shape[1]
        if start + count > self.config.context:
            raise ModelError(
                f"{start + count} tokens are more than the context of {self.config.context}: "
                "shorten the text"
            )
        features = self.embedding(tokens)
        if self.positions is not None:
            features = self.positions(features, start)
        features = self.dropout(features)
        for layer, block in enumerate(self.blocks):
            features = block(features, cache, layer)
        if cache is not None:
            cache.length += count
        return self.norm(features)

    def logits(
        self, features: Float[Tensor, "*batch d_model"]
    ) -> Float[Tensor, "*batch vocab_size"]:
        """Score each token of the vocabulary as the next one."""
        if self.head is not None:
            return self.head(features)
        return functional.linear(features, self.embedding.weight)

    def forward(
        self, tokens: Int[Tensor, "batch positions"], cache: KeyValueCache | None = None
    ) -> Float[Tensor, "batch positions vocab_size"]:
        """Return the logits of the token that follows each position; see `features`."""
        return self.logits(self.features(tokens, cache))

    def new_cache(self, batch: int = 1, capacity: int | None = None) -> KeyValueCache:
        """Return an empty cache for this model, by default as long as the context."""
        return KeyValueCache(
            self.config, batch, capacity or self.config.context, self.embedding.weight
        )
