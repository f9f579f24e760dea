"""A Vision Transformer whose patches come from a few convolutions (Xiao et al. 2021, section 3).

A patch embedding is one convolution with a large stride, which knows nothing of neighbors. A stem of
small ones with stride 2 sees edges before it sees patches: training is less delicate, and few images
teach more. As in the paper, one block less pays for it.
"""

from __future__ import annotations

from dataclasses import replace

import torch
from jaxtyping import Float
from torch import Tensor, nn

from work05_transformer.errors import ModelError
from work05_transformer.models.vit import VisionTransformer, ViTConfig


class ConvStemTransformer(VisionTransformer):
    """Images to logits, by a stem that halves the side as often as the patch size is divided by 2.

    Args:
        config: sizes of the Vision Transformer that it stands beside; it has one block less.

    Raises:
        ModelError: the patch size is no power of 2, or there would be no block.
    """

    def __init__(self, config: ViTConfig) -> None:
        halvings = config.patch_size.bit_length() - 1
        if 2**halvings != config.patch_size or not halvings or config.num_layers < 2:
            raise ModelError(
                f"a stem of convolutions halves the side: patches of {config.patch_size} are no "
                "power of 2 from 2 on, or there are fewer than 2 blocks"
            )
        super().__init__(replace(config, num_layers=config.num_layers - 1))
        layers: list[nn.Module] = []
        channels = 3
        for number in range(halvings):
            wider = config.d_model // 2 ** (halvings - number)
            layers += [
                nn.Conv2d(channels, wider, 3, stride=2, padding=1, bias=False),
                nn.BatchNorm2d(wider),
                nn.ReLU(),
            ]
            channels = wider
        self.stem = nn.Sequential(*layers)
        self.embedding = nn.Linear(channels, config.d_model)  # a 1×1 convolution

    def embed(
        self, images: Float[Tensor, "batch 3 height width"]
    ) -> Float[Tensor, "batch positions d_model"]:
        """Embed what the stem makes of the images, behind the class token."""
        patches = self.embedding(self.stem(images).flatten(2).transpose(1, 2))
        features = torch.cat((self.class_token.expand(len(images), -1, -1), patches), dim=1)
        return features if self.positions is None else features + self.positions
