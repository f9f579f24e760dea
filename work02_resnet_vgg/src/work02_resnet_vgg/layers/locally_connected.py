"""A layer with a convolution's patches and without its shared weights.

Locality alone: each number reads a small patch, but each place has kernels of its own. What is missing
is stationarity, the guess that what is worth seeing in one place is worth seeing in every other (LeCun
1989, "Generalization and network design strategies", compares the same two).
"""

from __future__ import annotations

import math

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn.functional import unfold


class LocallyConnected(nn.Module):
    """What a padded convolution would be if each place had its own kernels.

    A convolution has k² C C' weights for any image, this has H W times as many.

    Args:
        in_channels: C.
        channels: C'.
        kernel: k, pixels a side, an odd number.
        height: H, of the maps.
        width: W, of the maps.
    """

    def __init__(
        self, in_channels: int, channels: int, kernel: int, height: int, width: int
    ) -> None:
        super().__init__()
        self.kernel = kernel
        bound = 1 / math.sqrt(in_channels * kernel**2)  # as torch's convolutions start
        shape = (height, width, channels, in_channels, kernel, kernel)
        self.weight = nn.Parameter(torch.empty(shape).uniform_(-bound, bound))
        self.bias = nn.Parameter(torch.empty(channels, height, width).uniform_(-bound, bound))

    def forward(
        self, images: Float[Tensor, "batch in_channel height width"]
    ) -> Float[Tensor, "batch channel height width"]:
        """Return, for each place, the weighted sums of the patch around it, and its biases.

        The patch at row y and column x has `kernel` × `kernel` pixels, with that pixel in the middle;
        outside the images are zeros. `weight[y, x]` has the kernels of that place, output channel
        first, and `bias[:, y, x]` its biases. As in torch's convolutions no kernel is turned over.

        Raises:
            ValueError: the images are not of the layer's height and width.
        """
        height, width = self.weight.shape[:2]
        if images.shape[2:] != (height, width):
            raise ValueError(
                f"this layer has kernels for {height}×{width} places, not for images of "
                f"{images.shape[2]}×{images.shape[3]}"
            )
        patches = unfold(images, self.kernel, padding=self.kernel // 2)
        kernels = self.weight.flatten(3).flatten(0, 1)  # place, channel, number of the patch
        sums = torch.einsum("pcn,bnp->bcp", kernels, patches)
        return sums.unflatten(2, (height, width)) + self.bias
