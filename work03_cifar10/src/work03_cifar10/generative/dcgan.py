"""DCGAN: convolutional networks that train against each other, for images 32×32 (Radford et al. 2015)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from jaxtyping import Float
from torch import Tensor, nn
from torch.nn.functional import pad

from shared.training.settings.ranges import Above, AtLeast
from work03_cifar10.generative.config import Images, Shape
from work03_cifar10.generative.gan import GanConfig

SIDE = 32

Upsampling = Literal["transposed", "resize"]


@dataclass(frozen=True)
class DcganConfig(GanConfig):
    """Settings of a DCGAN."""

    width: Annotated[int, AtLeast(1)] = 16
    """Channels of the largest maps."""
    epochs: Annotated[int, AtLeast(1)] = 8
    """Passes over the training images."""
    learning_rate: Annotated[float, Above(0)] = 1e-3
    """Of Adam for both networks; the paper's is 0.0002."""
    norm_eps: Annotated[float, Above(0)] = 1e-5
    """Of batch norm in both networks."""
    upsampling: Upsampling = "transposed"
    """How maps grow: by transposed convolutions as in the paper, or enlarged and then convolved, which
    leaves no checkerboard (Odena et al. 2016)."""

    model: ClassVar[str] = "dcgan"


def enlarging(inputs: int, outputs: int, how: Upsampling, *, bias: bool = False) -> nn.Module:
    """Make a layer that doubles the sides of maps."""
    if how == "transposed":
        return nn.ConvTranspose2d(inputs, outputs, 4, stride=2, padding=1, bias=bias)
    return nn.Sequential(
        nn.Upsample(scale_factor=2), nn.Conv2d(inputs, outputs, 3, padding=1, bias=bias)
    )


class Generator(nn.Module):
    """From numbers to images between -1 and 1, 32×32.

    Args:
        shape: (channels, height, width) of the images that `generate` cuts out of the middle.
        latent: numbers of a sample.
        width: channels before the last layer.
        norm_eps: of batch norm.
        upsampling: how maps grow.
    """

    def __init__(
        self,
        shape: Shape = (1, SIDE, SIDE),
        latent: int = 64,
        width: int = 16,
        norm_eps: float = 1e-5,
        upsampling: Upsampling = "transposed",
    ) -> None:
        super().__init__()
        self.shape = shape
        self.latent_shape: tuple[int, ...] = (latent,)
        layers: list[nn.Module] = [
            nn.Unflatten(1, (latent, 1, 1)),
            nn.ConvTranspose2d(latent, 4 * width, 4, bias=False),
        ]
        for inputs, outputs in ((4, 2), (2, 1)):
            layers += [
                nn.BatchNorm2d(inputs * width, eps=norm_eps),
                nn.ReLU(inplace=True),
                enlarging(inputs * width, outputs * width, upsampling),
            ]
        layers += [
            nn.BatchNorm2d(width, eps=norm_eps),
            nn.ReLU(inplace=True),
            enlarging(width, shape[0], upsampling, bias=True),
            nn.Tanh(),
        ]
        self.layers = nn.Sequential(*layers)

    def forward(
        self, latent: Float[Tensor, "batch latent"]
    ) -> Float[Tensor, "batch channel 32 32"]:
        """Return images between -1 and 1."""
        images: Tensor = self.layers(latent)
        return images

    def generate(self, latents: Float[Tensor, "batch latent"]) -> Images:
        """Return images of the shape given, between 0 and 1."""
        top, left = ((SIDE - side) // 2 for side in self.shape[1:])
        images = self(latents)[:, :, top : top + self.shape[1], left : left + self.shape[2]]
        return images / 2 + 0.5


class Discriminator(nn.Module):
    """One logit for each image of 32×32.

    Args:
        channels: of the images.
        width: channels after the first layer.
        norm_eps: of batch norm, which the first layer has none of.
    """

    def __init__(self, channels: int = 1, width: int = 16, norm_eps: float = 1e-5) -> None:
        super().__init__()
        layers: list[nn.Module] = [
            nn.Conv2d(channels, width, 4, stride=2, padding=1),
            nn.LeakyReLU(0.2),
        ]
        for inputs, outputs in ((1, 2), (2, 4)):
            layers += [
                nn.Conv2d(inputs * width, outputs * width, 4, stride=2, padding=1, bias=False),
                nn.BatchNorm2d(outputs * width, eps=norm_eps),
                nn.LeakyReLU(0.2),
            ]
        layers += [nn.Conv2d(4 * width, 1, 4), nn.Flatten(0)]
        self.layers = nn.Sequential(*layers)

    def forward(self, images: Float[Tensor, "batch channel 32 32"]) -> Float[Tensor, " batch"]:
        """Return logits: how real each image looks."""
        logits: Tensor = self.layers(images)
        return logits


def initialize(model: nn.Module) -> None:
    """Draw DCGAN's initial weights: standard deviation 0.02, of batch norm's scale around 1."""
    for module in model.modules():
        if isinstance(module, nn.Conv2d | nn.ConvTranspose2d):
            nn.init.normal_(module.weight, 0.0, 0.02)
        elif isinstance(module, nn.BatchNorm2d):
            nn.init.normal_(module.weight, 1.0, 0.02)


def real_images(images: Images) -> Float[Tensor, "batch channel 32 32"]:
    """Return images between 0 and 1 as the discriminator sees them: black around them, -1 to 1."""
    above, left = ((SIDE - side) // 2 for side in images.shape[2:])
    below, right = SIDE - images.shape[2] - above, SIDE - images.shape[3] - left
    return pad(2 * images - 1, (left, right, above, below), value=-1.0)
