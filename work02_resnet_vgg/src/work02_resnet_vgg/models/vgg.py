"""VGG (Simonyan & Zisserman 2014): depth from nothing but 3×3 convolutions.

Two 3×3 convolutions see 5×5 pixels, three see 7×7, with two or three ReLUs between them and fewer
weights: 3 · 9 C² against 49 C² (section 2.3). A network is five such stages, each halving the
image, and three fully connected layers (table 1). Names in the state dict are torchvision's.
"""

from __future__ import annotations

from jaxtyping import Float
from torch import Tensor, nn

from work02_resnet_vgg.layers.batch_norm import NormLayer, no_norm

CHANNELS = (64, 128, 256, 512, 512)
CONVOLUTIONS = {
    "vgg11": (1, 1, 2, 2, 2),
    "vgg13": (2, 2, 2, 2, 2),
    "vgg16": (2, 2, 3, 3, 3),
    "vgg19": (2, 2, 4, 4, 4),
}
"""Convolutions in each stage: the columns A, B, D and E of table 1."""


def vgg_stage(
    in_channels: int, channels: int, convolutions: int, norm: NormLayer = no_norm
) -> list[nn.Module]:
    """Make one stage: `convolutions` 3×3 convolutions, each with its ReLU, then a 2×2 max-pool.

    Padding 1 keeps the image's size, the pool halves it and leaves out what sticks out (section 2.1).
    A normalization stands between a convolution and its ReLU; `no_norm` leaves no layer. Every
    convolution has a bias, as torchvision's have, also before a normalization.

    Args:
        in_channels: of the stage's input.
        channels: of all its convolutions.
        convolutions: how many.
        norm: makes the normalization after each convolution.

    Returns:
        the layers, in order.
    """
    layers: list[nn.Module] = []
    for number in range(convolutions):
        layers.append(nn.Conv2d(channels if number else in_channels, channels, 3, padding=1))
        if norm is not no_norm:
            layers.append(norm(channels))
        layers.append(nn.ReLU(inplace=True))
    layers.append(nn.MaxPool2d(2))
    return layers


class VGG(nn.Module):
    """Five stages and three fully connected layers.

    Args:
        convolutions: in each of the five stages.
        norm: after each convolution; `no_norm` is the paper's network, `nn.BatchNorm2d` makes
            torchvision's `vgg16_bn` and its kind.
        classes: outputs.
        dropout: after each hidden fully connected layer (section 3.1).
    """

    def __init__(
        self,
        convolutions: tuple[int, ...],
        norm: NormLayer = no_norm,
        classes: int = 1000,
        dropout: float = 0.5,
    ) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        in_channels = 3
        for channels, count in zip(CHANNELS, convolutions, strict=True):
            layers += vgg_stage(in_channels, channels, count, norm)
            in_channels = channels
        self.features = nn.Sequential(*layers)
        # 224×224 arrives here as 7×7 already; other sizes are averaged or repeated to it.
        self.avgpool = nn.AdaptiveAvgPool2d(7)
        self.classifier = nn.Sequential(
            nn.Linear(512 * 7 * 7, 4096),
            nn.ReLU(inplace=True),
            nn.Dropout(dropout),
            nn.Linear(4096, 4096),
            nn.ReLU(inplace=True),
            nn.Dropout(dropout),
            nn.Linear(4096, classes),
        )
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                # The paper started deep networks from a trained shallow one (section 3.1) and
                # found after submission that a scaled random start does without.
                nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")
                nn.init.zeros_(module.bias)  # type: ignore[arg-type]
            elif isinstance(module, nn.Linear):
                nn.init.normal_(module.weight, 0.0, 0.01)
                nn.init.zeros_(module.bias)

    def forward(
        self, images: Float[Tensor, "batch 3 height width"]
    ) -> Float[Tensor, "batch classes"]:
        """Return logits. Height and width are at least 32."""
        features = self.avgpool(self.features(images))
        logits: Tensor = self.classifier(features.flatten(1))
        return logits


def vgg(name: str, classes: int = 1000, norm: NormLayer = nn.BatchNorm2d) -> VGG:
    """Make `vgg11` … `vgg19`, or with batch norm `vgg11_bn` … `vgg19_bn`.

    Args:
        name: as in CONVOLUTIONS, with or without `_bn`.
        classes: outputs.
        norm: what `_bn` stands for.
    """
    plain = name.removesuffix("_bn")
    return VGG(CONVOLUTIONS[plain], no_norm if name == plain else norm, classes)
