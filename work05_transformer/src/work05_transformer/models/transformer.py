"""The Transformer of the paper: encoder, decoder, and both together (Vaswani et al. 2017).

Two placements of layer normalization: behind each residual sum as in the paper (post-LN), or before
each sub-layer (pre-LN, Xiong et al. 2020), where the residual path stays free and one more
normalization closes the stack.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated, Literal

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from shared.training.settings.ranges import AtLeast, Below, Checked, SettingsError
from work05_transformer.layers.attention import (
    Mask,
    MultiHeadAttention,
    causal_mask,
    padding_mask,
)
from work05_transformer.layers.positional import (
    LearnedPositions,
    NoPositions,
    RotaryPositions,
    SinusoidalPositions,
)
from work05_transformer.models.sizes import check_heads

Positions = Literal["sinusoidal", "learned", "rotary", "none"]


@dataclass(frozen=True)
class TransformerConfig(Checked):
    """Sizes of a Transformer; the defaults are the paper's base model (table 3)."""

    vocab_size: Annotated[int, AtLeast(1)] = 37_000
    """Tokens; source and target share them."""
    context: Annotated[int, AtLeast(1)] = 512
    """The most positions."""
    d_model: Annotated[int, AtLeast(1)] = 512
    """Features of a position."""
    num_heads: Annotated[int, AtLeast(1)] = 8
    d_ff: Annotated[int, AtLeast(1)] = 2048
    """Units of the feed-forward network."""
    num_layers: Annotated[int, AtLeast(1)] = 6
    """Of the encoder, and of the decoder."""
    dropout: Annotated[float, AtLeast(0), Below(1)] = 0.1
    pre_norm: bool = False
    """Normalize before each sub-layer instead of behind each residual sum."""
    padding: int = 0
    """The token that fills up short sentences."""
    positions: Positions = "sinusoidal"
    """The position encoding: the paper's table, trained vectors, rotated queries and keys."""

    def __post_init__(self) -> None:
        """Check the sizes, and whether the heads fit.

        Raises:
            SettingsError: one is out of range, or they do not fit together.
        """
        super().__post_init__()
        check_heads(self.d_model, self.num_heads, rotary=self.positions == "rotary")
        if self.positions == "sinusoidal" and self.d_model % 2:
            raise SettingsError(
                f"--d-model {self.d_model} is odd: sinusoidal positions need pairs of features"
            )


BASE = TransformerConfig()
BIG = TransformerConfig(d_model=1024, num_heads=16, d_ff=4096, dropout=0.3)


class FeedForward(nn.Module):
    """Two linear maps with a ReLU between, the same at every position: equation (2)."""

    def __init__(self, d_model: int, d_ff: int) -> None:
        super().__init__()
        self.up = nn.Linear(d_model, d_ff)
        self.down = nn.Linear(d_ff, d_model)
        for layer in (self.up, self.down):
            nn.init.xavier_uniform_(layer.weight)
            nn.init.zeros_(layer.bias)

    def forward(
        self, features: Float[Tensor, "batch positions d_model"]
    ) -> Float[Tensor, "batch positions d_model"]:
        """Map every position on its own."""
        return self.down(self.up(features).relu())


class Residual(nn.Module):
    """What stands around every sub-layer: residual sum, dropout, layer normalization.

    Post-LN is LayerNorm(x + dropout(f(x))) (section 5.4), pre-LN is x + dropout(f(LayerNorm(x))).
    """

    def __init__(self, d_model: int, dropout: float, pre_norm: bool) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(d_model)
        self.dropout = nn.Dropout(dropout)
        self.pre_norm = pre_norm

    def forward(
        self,
        features: Float[Tensor, "batch positions d_model"],
        sublayer: Callable[[Tensor], Tensor],
    ) -> Float[Tensor, "batch positions d_model"]:
        """Apply `sublayer` inside; dropout acts on its output, in training alone."""
        if self.pre_norm:
            return features + self.dropout(sublayer(self.norm(features)))
        return self.norm(features + self.dropout(sublayer(features)))


def self_attention(config: TransformerConfig) -> MultiHeadAttention:
    """Build the attention from a sequence to itself, where rotary positions act."""
    rotary = None
    if config.positions == "rotary":
        rotary = RotaryPositions(config.context, config.d_model // config.num_heads)
    return MultiHeadAttention(config.d_model, config.num_heads, config.dropout, rotary=rotary)


class EncoderLayer(nn.Module):
    """Self-attention, then the feed-forward network (section 3.1)."""

    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        self.attention = self_attention(config)
        self.feed_forward = FeedForward(config.d_model, config.d_ff)
        self.around_attention = Residual(config.d_model, config.dropout, config.pre_norm)
        self.around_feed_forward = Residual(config.d_model, config.dropout, config.pre_norm)

    def forward(
        self,
        features: Float[Tensor, "batch source d_model"],
        mask: Mask | None = None,
    ) -> Float[Tensor, "batch source d_model"]:
        """Encode one layer further."""
        features = self.around_attention(features, lambda x: self.attention(x, x, mask))
        return self.around_feed_forward(features, self.feed_forward)


KeyValue = tuple[Float[Tensor, "batch heads positions d"], Float[Tensor, "batch heads positions d"]]


@dataclass
class DecoderCache:
    """What a decoder has projected already, of the target and of the source, by layer.

    A new position then costs one step instead of a pass over the whole sentence.
    """

    target: dict[int, KeyValue] = field(default_factory=dict)
    source: dict[int, KeyValue] = field(default_factory=dict)
    length: int = 0

    def select(self, rows: Int[Tensor, " beams"]) -> None:
        """Keep the sentences `rows` of the batch, in that order, as beam search chooses them."""
        for store in (self.target, self.source):
            for layer, (key, value) in store.items():
                store[layer] = (key[rows], value[rows])


class DecoderLayer(nn.Module):
    """Masked self-attention, attention to the encoder's output, the feed-forward network."""

    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        self.attention = self_attention(config)
        self.cross_attention = MultiHeadAttention(config.d_model, config.num_heads, config.dropout)
        self.feed_forward = FeedForward(config.d_model, config.d_ff)
        self.around_attention = Residual(config.d_model, config.dropout, config.pre_norm)
        self.around_cross_attention = Residual(config.d_model, config.dropout, config.pre_norm)
        self.around_feed_forward = Residual(config.d_model, config.dropout, config.pre_norm)

    def forward(
        self,
        features: Float[Tensor, "batch target d_model"],
        memory: Float[Tensor, "batch source d_model"],
        mask: Mask | None = None,
        memory_mask: Mask | None = None,
        cache: DecoderCache | None = None,
        layer: int = 0,
    ) -> Float[Tensor, "batch target d_model"]:
        """Decode one layer further; with a cache, `features` are the new positions only."""
        start = 0 if cache is None else cache.length

        def attend_to_self(x: Tensor) -> Tensor:
            key, value = self.attention.keys_and_values(x, start)
            if cache is not None:
                if layer in cache.target:
                    old_key, old_value = cache.target[layer]
                    key, value = torch.cat((old_key, key), 2), torch.cat((old_value, value), 2)
                cache.target[layer] = (key, value)
            return self.attention.attend(x, key, value, mask, start)

        def attend_to_memory(x: Tensor) -> Tensor:
            if cache is None:
                return self.cross_attention(x, memory, memory_mask)
            if layer not in cache.source:
                cache.source[layer] = self.cross_attention.keys_and_values(memory)
            return self.cross_attention.attend(x, *cache.source[layer], memory_mask)

        features = self.around_attention(features, attend_to_self)
        features = self.around_cross_attention(features, attend_to_memory)
        return self.around_feed_forward(features, self.feed_forward)


class Encoder(nn.Module):
    """A stack of encoder layers; pre-LN closes it with a normalization."""

    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        self.layers = nn.ModuleList(EncoderLayer(config) for _ in range(config.num_layers))
        self.norm = nn.LayerNorm(config.d_model) if config.pre_norm else nn.Identity()

    def forward(
        self,
        features: Float[Tensor, "batch source d_model"],
        mask: Mask | None = None,
    ) -> Float[Tensor, "batch source d_model"]:
        """Encode embedded sentences."""
        for layer in self.layers:
            features = layer(features, mask)
        return self.norm(features)


class Decoder(nn.Module):
    """A stack of decoder layers; pre-LN closes it with a normalization."""

    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        self.layers = nn.ModuleList(DecoderLayer(config) for _ in range(config.num_layers))
        self.norm = nn.LayerNorm(config.d_model) if config.pre_norm else nn.Identity()

    def forward(
        self,
        features: Float[Tensor, "batch target d_model"],
        memory: Float[Tensor, "batch source d_model"],
        mask: Mask | None = None,
        memory_mask: Mask | None = None,
        cache: DecoderCache | None = None,
    ) -> Float[Tensor, "batch target d_model"]:
        """Decode embedded targets."""
        for number, layer in enumerate(self.layers):
            features = layer(features, memory, mask, memory_mask, cache, number)
        return self.norm(features)


def added_positions(config: TransformerConfig) -> nn.Module:
    """Build what is added to the embeddings to encode their positions."""
    if config.positions == "sinusoidal":
        return SinusoidalPositions(config.context, config.d_model)
    if config.positions == "learned":
        return LearnedPositions(config.context, config.d_model)
    return NoPositions()


class Transformer(nn.Module):
    """The full model; one matrix embeds the source, the target, and makes the logits (section 3.4).

    Args:
        config: its sizes.
    """

    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        self.config = config
        self.embedding = nn.Embedding(config.vocab_size, config.d_model)
        nn.init.normal_(self.embedding.weight, std=config.d_model**-0.5)
        self.positions = added_positions(config)
        self.dropout = nn.Dropout(config.dropout)
        self.encoder = Encoder(config)
        self.decoder = Decoder(config)

    def embed(
        self, tokens: Int[Tensor, "batch positions"], start: int = 0
    ) -> Float[Tensor, "batch positions d_model"]:
        """Embed tokens times √d_model, so that they stand up to the positions added to them.

        The first token stands at position `start`. In training, dropout acts on the sum.
        """
        embedded = self.embedding(tokens) * math.sqrt(self.config.d_model)
        return self.dropout(self.positions(embedded, start))

    def encode(
        self, source: Int[Tensor, "batch source"]
    ) -> tuple[Float[Tensor, "batch source d_model"], Bool[Tensor, "batch 1 1 source"]]:
        """Return the encoded sentences and the mask that hides their padding."""
        mask = padding_mask(source != self.config.padding)
        return self.encoder(self.embed(source), mask), mask

    def decode(
        self,
        target: Int[Tensor, "batch target"],
        memory: Float[Tensor, "batch source d_model"],
        memory_mask: Bool[Tensor, "batch 1 1 source"],
        cache: DecoderCache | None = None,
    ) -> Float[Tensor, "batch target vocab_size"]:
        """Return the logits of the token that follows each target position.

        Padding stands behind a sentence, where the causal mask hides it already. With a cache,
        `target` holds the new positions only.
        """
        start = 0 if cache is None else cache.length
        count = target.shape[1]
        mask = causal_mask(count, start + count, target.device)
        features = self.decoder(self.embed(target, start), memory, mask, memory_mask, cache)
        if cache is not None:
            cache.length += count
        return features @ self.embedding.weight.T

    def forward(
        self, source: Int[Tensor, "batch source"], target: Int[Tensor, "batch target"]
    ) -> Float[Tensor, "batch target vocab_size"]:
        """Return the logits of the token that follows each target position."""
        return self.decode(target, *self.encode(source))


def parameter_count(model: nn.Module) -> int:
    """Count parameters, shared ones once."""
    return sum(parameter.numel() for parameter in model.parameters())
