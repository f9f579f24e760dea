"""The Vision Transformer: an image is a sentence of patches (Dosovitskiy et al. 2021).

The encoder is the Transformer's with pre-LN and GELU. A learned token stands before the patches and
collects what the classifier needs; learned vectors encode where each patch was.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional

from work05_transformer.errors import ModelError
from work05_transformer.layers.attention import MultiHeadAttention


@dataclass(frozen=True)
class ViTConfig:
    """Sizes of a Vision Transformer; the defaults are ViT-Base with patches of 16 (table 1)."""

    image_size: int = 224
    """Pixels a side."""
    patch_size: int = 16
    """Pixels a side of a patch; a divisor of `image_size`."""
    d_model: int = 768
    num_layers: int = 12
    num_heads: int = 12
    d_ff: int = 3072
    num_classes: int = 1000
    dropout: float = 0.0
    positions: Literal["learned", "none"] = "learned"
    """Whether the model knows where a patch stands."""


def patchify(
    images: Float[Tensor, "batch channels height width"], patch_size: int
) -> Float[Tensor, "batch patches features"]:
    """Cut images into squares, row by row, each a vector: channels, then rows, then columns.

    As an exercise, this is written without `functional.unfold` and `functional.pixel_unshuffle`, which
    do the same.

    Args:
        images: height and width are multiples of `patch_size`.
        patch_size: pixels a side.
    """
    batch, channels, height, width = images.shape
    rows, columns = height // patch_size, width // patch_size
    squares = images.reshape(batch, channels, rows, patch_size, columns, patch_size)
    return squares.permute(0, 2, 4, 1, 3, 5).reshape(batch, -1, channels * patch_size**2)


class ViTBlock(nn.Module):
    """Self-attention, then a feed-forward network with GELU, each behind a normalization."""

    def __init__(self, config: ViTConfig) -> None:
        super().__init__()
        self.attention_norm = nn.LayerNorm(config.d_model, eps=1e-6)
        self.attention = MultiHeadAttention(config.d_model, config.num_heads)
        self.feed_forward_norm = nn.LayerNorm(config.d_model, eps=1e-6)
        self.up = nn.Linear(config.d_model, config.d_ff)
        self.down = nn.Linear(config.d_ff, config.d_model)
        self.dropout = nn.Dropout(config.dropout)

    def forward(
        self, features: Float[Tensor, "batch positions d_model"]
    ) -> Float[Tensor, "batch positions d_model"]:
        """Compute one layer."""
        normed = self.attention_norm(features)
        features = features + self.dropout(self.attention(normed, normed))
        hidden = self.dropout(functional.gelu(self.up(self.feed_forward_norm(features))))
        return features + self.dropout(self.down(hidden))


class VisionTransformer(nn.Module):
    """Images to logits.

    Args:
        config: its sizes.

    Raises:
        ModelError: the image cannot be cut into such patches, or d_model into the heads.
    """

    def __init__(self, config: ViTConfig) -> None:
        super().__init__()
        if config.image_size % config.patch_size:
            raise ModelError(
                f"an image of {config.image_size} pixels cannot be cut into patches of "
                f"{config.patch_size}: choose a divisor of it"
            )
        self.config = config
        patches = (config.image_size // config.patch_size) ** 2
        self.embedding = nn.Linear(3 * config.patch_size**2, config.d_model)
        self.class_token = nn.Parameter(torch.zeros(1, 1, config.d_model))
        self.positions = (
            nn.Parameter(torch.randn(1, patches + 1, config.d_model) * 0.02)
            if config.positions == "learned"
            else None
        )
        self.blocks = nn.ModuleList(ViTBlock(config) for _ in range(config.num_layers))
        self.norm = nn.LayerNorm(config.d_model, eps=1e-6)
        self.head = nn.Linear(config.d_model, config.num_classes)
        nn.init.zeros_(self.head.weight)
        nn.init.zeros_(self.head.bias)

    def embed(
        self, images: Float[Tensor, "batch 3 height width"]
    ) -> Float[Tensor, "batch positions d_model"]:
        """Embed the patches behind the class token: equation (1)."""
        patches = self.embedding(patchify(images, self.config.patch_size))
        features = torch.cat((self.class_token.expand(len(images), -1, -1), patches), dim=1)
        return features if self.positions is None else features + self.positions

    def forward(
        self, images: Float[Tensor, "batch 3 height width"]
    ) -> Float[Tensor, "batch classes"]:
        """Return the logits that the class token's features give: equations (2) to (4)."""
        features = self.embed(images)
        for block in self.blocks:
            features = block(features)
        return self.head(self.norm(features)[:, 0])


@torch.inference_mode()
def attention_rollout(
    model: VisionTransformer, images: Float[Tensor, "batch 3 height width"]
) -> Float[Tensor, "batch rows columns"]:
    """Trace how much of each patch reaches the class token (Abnar & Zuidema 2020, section 3).

    A layer passes half of what it gets by its attention, averaged over the heads, and half by the
    residual path: its matrix is (A + I) / 2. The product of all layers' matrices says where the
    last layer's features come from.

    Returns:
        for each patch its share; shares over all patches sum to at most 1, for some comes from the
        class token itself.
    """
    features = model.embed(images)
    residual = torch.eye(features.shape[1], device=features.device, dtype=features.dtype)
    share = residual
    for block in model.blocks:
        assert isinstance(block, ViTBlock)
        normed = block.attention_norm(features)
        weights = block.attention.weights(normed, normed).mean(dim=1)
        share = (weights + residual) / 2 @ share
        features = block(features)
    side = model.config.image_size // model.config.patch_size
    return share[:, 0, 1:].unflatten(1, (side, side))
