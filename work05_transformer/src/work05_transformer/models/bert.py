"""BERT: an encoder that reads a text in both directions (Devlin et al. 2019).

The Transformer's encoder, post-LN with GELU, over the sum of three embeddings: of the token, of its
position, and of the segment (the first or the second of two texts). It learns from text alone, by
filling in masked tokens (text/masking.py); then a linear layer turns the features of the first token
into classes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn
from torch.nn import functional

from shared.training.settings.ranges import AtLeast, Below, Checked
from work05_transformer.errors import ModelError
from work05_transformer.layers.attention import Mask, MultiHeadAttention, padding_mask
from work05_transformer.models.sizes import check_heads
from work05_transformer.models.transformer import Residual

EPSILON = 1e-12  # of its layer normalizations


@dataclass(frozen=True)
class BertSizes(Checked):
    """Sizes of a BERT; the defaults are BERT-base (section 3)."""

    vocab_size: Annotated[int, AtLeast(1)] = 30_522
    context: Annotated[int, AtLeast(2)] = 512
    """The most positions."""
    segments: Annotated[int, AtLeast(1)] = 2
    d_model: Annotated[int, AtLeast(1)] = 768
    num_layers: Annotated[int, AtLeast(1)] = 12
    num_heads: Annotated[int, AtLeast(1)] = 12
    d_ff: Annotated[int, AtLeast(1)] = 3072
    """Units of the feed-forward networks."""
    dropout: Annotated[float, AtLeast(0), Below(1)] = 0.1
    padding: Annotated[int, AtLeast(0)] = 0
    """The token that fills up short texts."""

    def __post_init__(self) -> None:
        """Check the sizes, and whether the heads fit.

        Raises:
            SettingsError: one is out of range, or they do not fit together.
        """
        super().__post_init__()
        check_heads(self.d_model, self.num_heads, rotary=False)


class BertLayer(nn.Module):
    """Self-attention in both directions, then a feed-forward network with GELU."""

    def __init__(self, sizes: BertSizes) -> None:
        super().__init__()
        self.attention = MultiHeadAttention(sizes.d_model, sizes.num_heads, sizes.dropout)
        self.up = nn.Linear(sizes.d_model, sizes.d_ff)
        self.down = nn.Linear(sizes.d_ff, sizes.d_model)
        self.around_attention = Residual(sizes.d_model, sizes.dropout, pre_norm=False)
        self.around_feed_forward = Residual(sizes.d_model, sizes.dropout, pre_norm=False)

    def forward(
        self, features: Float[Tensor, "batch positions d_model"], mask: Mask
    ) -> Float[Tensor, "batch positions d_model"]:
        """Compute one layer."""
        features = self.around_attention(features, lambda x: self.attention(x, x, mask))
        return self.around_feed_forward(features, lambda x: self.down(functional.gelu(self.up(x))))


class Bert(nn.Module):
    """The encoder.

    Args:
        sizes: of the model.
    """

    def __init__(self, sizes: BertSizes) -> None:
        super().__init__()
        self.sizes = sizes
        self.tokens = nn.Embedding(sizes.vocab_size, sizes.d_model)
        self.positions = nn.Embedding(sizes.context, sizes.d_model)
        self.segments = nn.Embedding(sizes.segments, sizes.d_model)
        self.norm = nn.LayerNorm(sizes.d_model)
        self.dropout = nn.Dropout(sizes.dropout)
        self.layers = nn.ModuleList(BertLayer(sizes) for _ in range(sizes.num_layers))
        initialize(self)

    def forward(
        self,
        tokens: Int[Tensor, "batch positions"],
        segments: Int[Tensor, "batch positions"] | None = None,
    ) -> Float[Tensor, "batch positions d_model"]:
        """Encode texts; what stands at padding changes nothing elsewhere.

        Args:
            tokens: with padding behind short texts.
            segments: 0 for a token of the first text, 1 for one of the second; None: all are 0.

        Raises:
            ModelError: more positions than the context.
        """
        count = tokens.shape[1]
        if count > self.sizes.context:
            raise ModelError(
                f"{count} tokens are more than the context of {self.sizes.context}: shorten the text"
            )
        segments = torch.zeros_like(tokens) if segments is None else segments
        features = self.tokens(tokens) + self.segments(segments) + self.positions.weight[:count]
        features = self.dropout(self.norm(features))
        mask = padding_mask(tokens != self.sizes.padding)
        for layer in self.layers:
            features = layer(features, mask)
        return features


def initialize(module: nn.Module) -> None:
    """Draw weights as BERT does: normal, standard deviation 0.02, cut off at two of them."""
    for part in module.modules():
        if isinstance(part, nn.Linear | nn.Embedding):
            nn.init.trunc_normal_(part.weight, std=0.02, a=-0.04, b=0.04)
        if isinstance(part, nn.Linear):
            nn.init.zeros_(part.bias)
        if isinstance(part, nn.LayerNorm):
            part.eps = EPSILON


class MaskedLanguageModel(nn.Module):
    """BERT that says which token stands at a place; the embeddings make the logits too.

    Args:
        sizes: of the model.
    """

    def __init__(self, sizes: BertSizes) -> None:
        super().__init__()
        self.transform = nn.Linear(sizes.d_model, sizes.d_model)
        self.norm = nn.LayerNorm(sizes.d_model)
        self.bias = nn.Parameter(torch.zeros(sizes.vocab_size))
        initialize(self)
        self.bert = Bert(sizes)

    def forward(
        self,
        tokens: Int[Tensor, "batch positions"],
        places: Bool[Tensor, "batch positions"],
        segments: Int[Tensor, "batch positions"] | None = None,
    ) -> Float[Tensor, "places vocab_size"]:
        """Return the logits at some places: most of the work would be for tokens that are known."""
        features = self.bert(tokens, segments)[places]
        features = self.norm(functional.gelu(self.transform(features)))
        return functional.linear(features, self.bert.tokens.weight, self.bias)


class BertClassifier(nn.Module):
    """BERT that puts texts into classes, by the features of the first token, [CLS].

    Args:
        sizes: of the model.
        num_classes: how many.
    """

    def __init__(self, sizes: BertSizes, num_classes: int) -> None:
        super().__init__()
        self.pooler = nn.Linear(sizes.d_model, sizes.d_model)
        self.dropout = nn.Dropout(sizes.dropout)
        self.head = nn.Linear(sizes.d_model, num_classes)
        initialize(self)
        self.bert = Bert(sizes)

    def forward(
        self,
        tokens: Int[Tensor, "batch positions"],
        segments: Int[Tensor, "batch positions"] | None = None,
    ) -> Float[Tensor, "batch num_classes"]:
        """Return the logits of texts, or of pairs of texts."""
        first = self.bert(tokens, segments)[:, 0]
        return self.head(self.dropout(self.pooler(first).tanh()))
