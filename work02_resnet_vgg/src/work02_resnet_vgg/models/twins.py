"""Plain and residual networks that train side by side, on the same batches."""

from __future__ import annotations

from collections.abc import Sequence

from jaxtyping import Float
from torch import Tensor, nn

from work02_resnet_vgg.layers.batch_norm import NormLayer
from work02_resnet_vgg.layers.initialization import Scheme, initialize
from work02_resnet_vgg.models.cifar_resnet import CifarResNet


class Twins(nn.Module):
    """For each depth a plain network and a residual one with the same number of parameters.

    Their losses are added; since no network reads another's weights, each gets the gradient that
    it would get alone. So one loop trains all, and every difference between them is their own.

    Args:
        depths: 6n + 2 each.
        width: channels of the first stage.
        norm: after each convolution.
        scale: of the residual branches, see BasicBlock.
        scheme: initial weights, see `initialize`.
    """

    def __init__(
        self,
        depths: Sequence[int],
        *,
        width: int = 16,
        norm: NormLayer = nn.BatchNorm2d,
        scale: float = 1.0,
        scheme: Scheme = "he",
    ) -> None:
        super().__init__()
        self.networks = nn.ModuleDict()
        for depth in depths:
            self.networks[f"plain-{depth}"] = CifarResNet(
                depth, shortcut="none", width=width, norm=norm
            )
            self.networks[f"resnet-{depth}"] = CifarResNet(
                depth, width=width, norm=norm, scale=scale
            )
        initialize(self, scheme)

    def forward(
        self, images: Float[Tensor, "batch 3 height width"]
    ) -> dict[str, Float[Tensor, "batch classes"]]:
        """Return each network's logits, by its name."""
        return {name: network(images) for name, network in self.networks.items()}
