"""The two residual blocks and their shortcuts (He et al. 2015, sections 3.2, 3.3 and 4.1)."""

from __future__ import annotations

from typing import Literal

from jaxtyping import Float
from torch import Tensor, nn
from torch.nn.functional import pad, relu

from work02_resnet_vgg.layers.batch_norm import NormLayer, no_norm

Shortcut = Literal["A", "B", "C", "none"]
"""What crosses a block beside its convolutions (section 4.1, table 3): see `make_shortcut`."""


def convolution(
    in_channels: int, channels: int, kernel: int, stride: int, norm: NormLayer
) -> nn.Conv2d:
    """Make a padded convolution; before a normalization it has no bias, which the mean would undo."""
    return nn.Conv2d(
        in_channels, channels, kernel, stride, padding=kernel // 2, bias=norm is no_norm
    )


class ZeroPadding(nn.Module):
    """Option A: take every `stride`-th pixel, and let new channels be zero. No parameters.

    The new channels are shared out on both sides of the old ones; the paper leaves their place
    open, and the published CIFAR weights were trained so.
    """

    def __init__(self, in_channels: int, channels: int, stride: int) -> None:
        super().__init__()
        self.stride = stride
        self.before = (channels - in_channels) // 2
        self.after = channels - in_channels - self.before

    def forward(
        self, images: Float[Tensor, "batch in_channel height width"]
    ) -> Float[Tensor, "batch channel out_height out_width"]:
        """Return every `stride`-th pixel of each row and column, and zeros for new channels.

        The pixels are taken from the first one on; `before` channels of zeros stand in front of the
        old ones and `after` behind them.
        """
        smaller = images[:, :, :: self.stride, :: self.stride]
        return pad(smaller, (0, 0, 0, 0, self.before, self.after))


def make_shortcut(
    option: Shortcut, in_channels: int, channels: int, stride: int, norm: NormLayer
) -> nn.Module | None:
    """Make what carries a block's input to its output.

    A: the identity, with zeros for new channels. B: the identity where shapes agree, a 1×1
    projection (W_s of equation 2) where they do not. C: a projection in every block. none: nothing
    (None), which makes the network plain.

    A projection is an nn.Sequential of a `convolution` (which has a bias before `no_norm` alone) and
    what `norm` makes.
    """
    if option == "none":
        return None
    if option != "C" and in_channels == channels and stride == 1:
        return nn.Identity()
    if option == "A":
        return ZeroPadding(in_channels, channels, stride)
    return nn.Sequential(convolution(in_channels, channels, 1, stride, norm), norm(channels))


class BasicBlock(nn.Module):
    """Two 3×3 convolutions: y = ReLU(F(x) + shortcut(x)), equations 1 and 2, figure 5 left.

    Args:
        in_channels: of x.
        channels: of both convolutions.
        stride: of the first one.
        shortcut: see `make_shortcut`.
        norm: after each convolution.
        scale: y = ReLU(scale · F(x) + shortcut(x)); the paper has 1.
    """

    expansion = 1

    def __init__(
        self,
        in_channels: int,
        channels: int,
        stride: int = 1,
        shortcut: Shortcut = "B",
        norm: NormLayer = nn.BatchNorm2d,
        scale: float = 1.0,
    ) -> None:
        super().__init__()
        self.conv1 = convolution(in_channels, channels, 3, stride, norm)
        self.bn1 = norm(channels)
        self.conv2 = convolution(channels, channels, 3, 1, norm)
        self.bn2 = norm(channels)
        self.downsample = make_shortcut(shortcut, in_channels, channels, stride, norm)
        self.scale = scale

    @property
    def last_norm(self) -> nn.Module:
        """The normalization that ends F."""
        return self.bn2

    def forward(
        self, images: Float[Tensor, "batch in_channel height width"]
    ) -> Float[Tensor, "batch channel out_height out_width"]:
        """Return ReLU(scale · F(x) + downsample(x)) (section 3.2).

        F is conv1, bn1, ReLU, conv2, bn2. The second ReLU comes after the addition. Where `downsample`
        is None: ReLU(F(x)), without the scale. Torchvision's block is not called.
        """
        residual = relu(self.bn1(self.conv1(images)))
        residual = self.bn2(self.conv2(residual))
        if self.downsample is None:
            return relu(residual)
        if self.scale != 1.0:
            residual = self.scale * residual
        return relu(residual + self.downsample(images))


class Bottleneck(nn.Module):
    """1×1 down, 3×3, 1×1 up to four times the width: figure 5 right, for ResNet-50 and deeper.

    Args:
        in_channels: of x.
        channels: of the inner convolutions; the output has `expansion` times as many.
        stride: of one convolution, see `stride_at`.
        shortcut: see `make_shortcut`.
        norm: after each convolution.
        stride_at: "1x1", where the paper's authors put it, or "3x3", as torchvision does ("v1.5"):
            more work, but the 1×1 does not throw three quarters of the pixels away.
    """

    expansion = 4

    def __init__(
        self,
        in_channels: int,
        channels: int,
        stride: int = 1,
        shortcut: Shortcut = "B",
        norm: NormLayer = nn.BatchNorm2d,
        stride_at: Literal["1x1", "3x3"] = "3x3",
    ) -> None:
        super().__init__()
        out_channels = channels * self.expansion
        first, second = (stride, 1) if stride_at == "1x1" else (1, stride)
        self.conv1 = convolution(in_channels, channels, 1, first, norm)
        self.bn1 = norm(channels)
        self.conv2 = convolution(channels, channels, 3, second, norm)
        self.bn2 = norm(channels)
        self.conv3 = convolution(channels, out_channels, 1, 1, norm)
        self.bn3 = norm(out_channels)
        self.downsample = make_shortcut(shortcut, in_channels, out_channels, stride, norm)

    @property
    def last_norm(self) -> nn.Module:
        """The normalization that ends F."""
        return self.bn3

    def forward(
        self, images: Float[Tensor, "batch in_channel height width"]
    ) -> Float[Tensor, "batch out_channel out_height out_width"]:
        """Return ReLU(F(x) + downsample(x)), with F = three convolutions, each with its batch norm.

        A ReLU follows the first two batch norms; the third one comes after the addition. Where
        `downsample` is None: ReLU(F(x)). Torchvision's block is not called.
        """
        residual = relu(self.bn1(self.conv1(images)))
        residual = relu(self.bn2(self.conv2(residual)))
        residual = self.bn3(self.conv3(residual))
        if self.downsample is None:
            return relu(residual)
        return relu(residual + self.downsample(images))
