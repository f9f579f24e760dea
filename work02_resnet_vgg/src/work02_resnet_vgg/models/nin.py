"""Network in Network (Lin, Chen & Yan 2013): 1×1 convolutions and the global average."""

from __future__ import annotations

from jaxtyping import Float
from torch import Tensor, nn

from work02_resnet_vgg.layers.batch_norm import NormLayer, no_norm


def mlpconv(
    in_channels: int,
    channels: tuple[int, int, int],
    kernel: int,
    norm: NormLayer = no_norm,
    stride: int = 1,
) -> nn.Sequential:
    """Make a k×k convolution and two 1×1: a perceptron that slides over the image (section 3.1).

    Args:
        in_channels: of the input.
        channels: of the three convolutions.
        kernel: of the first one, padded so that a stride of 1 keeps the size.
        norm: after each convolution.
        stride: of the first one.
    """
    layers = nn.Sequential()
    for number, out_channels in enumerate(channels):
        size, step = (kernel, stride) if number == 0 else (1, 1)
        layers.append(nn.Conv2d(in_channels, out_channels, size, step, padding=size // 2))
        if norm is not no_norm:
            layers.append(norm(out_channels))
        layers.append(nn.ReLU(inplace=True))
        in_channels = out_channels
    return layers


class NiN(nn.Module):
    """The paper's network for CIFAR-10 (section 4, figure 2): three mlpconv layers.

    The last one has a channel for each class, and the class's score is that channel's average over
    the image (section 3.2): there is no fully connected layer to overfit.

    Args:
        classes: outputs.
        norm: after each convolution; the paper has none.
        dropout: between the mlpconv layers.
    """

    def __init__(self, classes: int = 10, norm: NormLayer = no_norm, dropout: float = 0.5) -> None:
        super().__init__()
        self.features = nn.Sequential(
            mlpconv(3, (192, 160, 96), 5, norm),
            nn.MaxPool2d(3, stride=2, padding=1),
            nn.Dropout(dropout),
            mlpconv(96, (192, 192, 192), 5, norm),
            nn.AvgPool2d(3, stride=2, padding=1),
            nn.Dropout(dropout),
            mlpconv(192, (192, 192, classes), 3, norm),
        )
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
                nn.init.zeros_(module.bias)  # type: ignore[arg-type]

    def forward(
        self, images: Float[Tensor, "batch 3 height width"]
    ) -> Float[Tensor, "batch classes"]:
        """Return logits."""
        logits: Tensor = self.features(images).mean(dim=(2, 3))
        return logits
