"""Autoencoders: plain, sparse and denoising (Goodfellow et al. 2016, chapter 14)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn.functional import mse_loss

from shared.training import Loop, Rows
from shared.training.settings.ranges import Above, AtLeast, Checked

Kind = Literal["plain", "sparse", "denoising"]
Images = Float[Tensor, "batch channel height width"]


@dataclass(frozen=True)
class AutoencoderConfig(Checked):
    """Settings of an autoencoder.

    Attributes:
        kind: sparse adds the code's L1 norm to the loss; denoising is given noisy images and must
            return clean ones (Vincent et al. 2008).
        code: features of the code.
        width: channels of the first convolution.
        sparsity: weight of the mean |code| in the loss of a sparse one.
        noise: standard deviation of the noise of a denoising one; images lie between 0 and 1.
        epochs: passes over the images.
        batch_size: images in a step.
        learning_rate: of Adam.
    """

    kind: Kind = "plain"
    code: Annotated[int, AtLeast(1)] = 32
    width: Annotated[int, AtLeast(1)] = 16
    sparsity: Annotated[float, AtLeast(0)] = 1e-4
    noise: Annotated[float, AtLeast(0)] = 0.3
    epochs: Annotated[int, AtLeast(1)] = 10
    batch_size: Annotated[int, AtLeast(1)] = 128
    learning_rate: Annotated[float, Above(0)] = 2e-3


class Autoencoder(nn.Module):
    """Two convolutions with stride 2, a linear code, and the way back.

    Args:
        shape: (channels, height, width) of an image; sides that 4 divides.
        code: features of the code.
        width: channels of the first convolution; the second has twice as many.
    """

    def __init__(self, shape: tuple[int, int, int], code: int, width: int) -> None:
        super().__init__()
        channels, height, width_px = shape
        small = (2 * width, height // 4, width_px // 4)
        flat = small[0] * small[1] * small[2]
        self.encoder = nn.Sequential(
            nn.Conv2d(channels, width, 4, stride=2, padding=1), nn.ReLU(),
            nn.Conv2d(width, 2 * width, 4, stride=2, padding=1), nn.ReLU(),
            nn.Flatten(), nn.Linear(flat, code), nn.ReLU(),
        )  # fmt: skip
        self.decoder = nn.Sequential(
            nn.Linear(code, flat), nn.ReLU(), nn.Unflatten(1, small),
            nn.ConvTranspose2d(2 * width, width, 4, stride=2, padding=1), nn.ReLU(),
            nn.ConvTranspose2d(width, channels, 4, stride=2, padding=1), nn.Sigmoid(),
        )  # fmt: skip

    def forward(self, images: Images) -> tuple[Images, Float[Tensor, "batch code"]]:
        """Return the reconstructed images, and their code."""
        code = self.encoder(images)
        return self.decoder(code), code


def loss(
    model: Autoencoder, images: Images, config: AutoencoderConfig
) -> tuple[Float[Tensor, ""], Float[Tensor, ""]]:
    """Return what is minimized, and of it the error of the reconstruction."""
    inputs = images
    if config.kind == "denoising":
        inputs = (images + config.noise * torch.randn_like(images)).clamp(0, 1)
    reconstruction, code = model(inputs)
    error = mse_loss(reconstruction, images)
    total = error + config.sparsity * code.abs().mean() if config.kind == "sparse" else error
    return total, error


def fit(loop: Loop, images: Images, config: AutoencoderConfig) -> Autoencoder:
    """Train an autoencoder on images between 0 and 1."""
    channels, height, width = images.shape[1:]
    model = Autoencoder((channels, height, width), config.code, config.width)
    optimizer = torch.optim.Adam(model.parameters(), config.learning_rate)
    loader = loop.loader(Rows(images), config.batch_size, training=True)
    wrapped, optimizer = loop.prepare(model, optimizer)
    for _ in loop.epochs(config.epochs):
        for (batch,) in loop.batches(loader):
            optimizer.zero_grad()
            total, error = loss(wrapped, batch, config)
            loop.backward(total, shown=error)
            optimizer.step()
        loop.epoch_loss()
    return model.eval()
