"""The networks of the speed records on a GPU: airbench94's and airbench96's (Jordan 2024).

Beside the fast net of `fast_net.py`: the whitened layer has a bias, which is trained for the first
epochs only, and the shortcut leads around the last two of three convolutions, or there is none.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn.functional import conv2d, gelu, max_pool2d

from work03_cifar10.models.fast_net import WIDTHS, Whitening, batch_norm


class RecordStage(nn.Module):
    """Widen and halve, then refine by one convolution, or by two with a shortcut around them.

    Args:
        inputs: features.
        outputs: features.
        refinements: 1 as in airbench94, or 2 as in airbench96.
        norm_momentum: of batch norm's statistics, in torch's terms.
    """

    def __init__(self, inputs: int, outputs: int, refinements: int, norm_momentum: float) -> None:
        super().__init__()
        wide = [inputs] + [outputs] * refinements
        convolutions = [nn.Conv2d(features, outputs, 3, padding=1, bias=False) for features in wide]
        norms = [batch_norm(outputs) for _ in wide]
        for convolution, norm in zip(convolutions, norms, strict=True):
            norm.momentum = norm_momentum
            # As near the identity as the shape allows: the other filters stay as they were drawn.
            nn.init.dirac_(convolution.weight[: convolution.in_channels])
        self.convolutions, self.norms = nn.ModuleList(convolutions), nn.ModuleList(norms)

    def forward(
        self, x: Float[Tensor, "batch inputs height width"]
    ) -> Float[Tensor, "batch outputs height2 width2"]:
        """Halve height and width, rounded down."""
        widen, *refine = self.convolutions
        norm, *norms = self.norms
        first: Tensor = gelu(norm(max_pool2d(widen(x), 2)))
        second: Tensor = gelu(norms[0](refine[0](first)))
        if len(refine) == 1:
            return second
        return gelu(norms[1](refine[1](second)) + first)


class RecordNet(nn.Module):
    """Whitening, three stages, a maximum over all places, and a linear layer.

    Args:
        channels: of the images.
        classes: of the answers.
        widths: features of each stage.
        refinements: see `RecordStage`.
        norm_momentum: see `RecordStage`.
    """

    def __init__(
        self,
        channels: int = 3,
        classes: int = 10,
        widths: Sequence[int] = WIDTHS,
        refinements: int = 1,
        norm_momentum: float = 0.4,
    ) -> None:
        super().__init__()
        self.whitening = Whitening(channels, 2)
        self.whitening_bias = nn.Parameter(torch.zeros(self.whitening.features))
        features = [self.whitening.features, *widths]
        self.stages = nn.Sequential(
            *(
                RecordStage(inputs, outputs, refinements, norm_momentum)
                for inputs, outputs in zip(features, widths, strict=False)
            )
        )
        self.head = nn.Linear(widths[-1], classes, bias=False)

    def forward(
        self, images: Float[Tensor, "batch channel height width"]
    ) -> Float[Tensor, "batch classes"]:
        """Return logits."""
        x = gelu(conv2d(images, self.whitening.weight, self.whitening_bias))
        logits: Tensor = self.head(self.stages(x).amax(dim=(2, 3))) / 9
        return logits
