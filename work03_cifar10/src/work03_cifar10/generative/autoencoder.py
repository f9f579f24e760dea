"""Autoencoders: plain, sparse and denoising (Goodfellow et al. 2016, chapter 14)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated, ClassVar

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn.functional import mse_loss

from shared.training import HeldOut, Loop, Rows
from shared.training.settings.ranges import AtLeast
from work03_cifar10.generative.config import GenerativeConfig, Images, Shape, Watch, unwatched


@dataclass(frozen=True)
class AutoencoderConfig(GenerativeConfig):
    """Settings of a plain autoencoder."""

    code: Annotated[int, AtLeast(1)] = 32
    """Features of the code."""
    width: Annotated[int, AtLeast(1)] = 16
    """Channels of the first convolution."""

    model: ClassVar[str] = "autoencoder"


@dataclass(frozen=True)
class SparseConfig(AutoencoderConfig):
    """Settings of a sparse autoencoder: the code's L1 norm is part of the loss."""

    sparsity: Annotated[float, AtLeast(0)] = 1e-4
    """Weight of the mean |code| in the loss."""

    model: ClassVar[str] = "sparse"


@dataclass(frozen=True)
class DenoisingConfig(AutoencoderConfig):
    """Settings of a denoising one: noisy images in, clean ones out (Vincent et al. 2008)."""

    noise: Annotated[float, AtLeast(0)] = 0.3
    """Standard deviation of the noise; images lie between 0 and 1."""

    model: ClassVar[str] = "denoising"


def downward(shape: Shape, features: int, width: int) -> nn.Sequential:
    """Make two convolutions with stride 2 and a linear layer: images → features."""
    places = (shape[1] // 4) * (shape[2] // 4)
    return nn.Sequential(
        nn.Conv2d(shape[0], width, 4, stride=2, padding=1), nn.ReLU(),
        nn.Conv2d(width, 2 * width, 4, stride=2, padding=1), nn.ReLU(),
        nn.Flatten(), nn.Linear(2 * width * places, features),
    )  # fmt: skip


def upward(shape: Shape, features: int, width: int) -> nn.Sequential:
    """Make the way back: features → logits of pixels."""
    small = (2 * width, shape[1] // 4, shape[2] // 4)
    return nn.Sequential(
        nn.Linear(features, math.prod(small)), nn.ReLU(), nn.Unflatten(1, small),
        nn.ConvTranspose2d(2 * width, width, 4, stride=2, padding=1), nn.ReLU(),
        nn.ConvTranspose2d(width, shape[0], 4, stride=2, padding=1),
    )  # fmt: skip


class Autoencoder(nn.Module):
    """Two convolutions with stride 2, a linear code, and the way back.

    It knows no distribution of codes. To make new images a Gaussian is laid around the codes of the
    training images, after the training (`fit_codes`).

    Args:
        shape: (channels, height, width) of an image; sides that 4 divides.
        code: features of the code.
        width: channels of the first convolution; the second has twice as many.
    """

    code_mean: Tensor
    code_root: Tensor

    def __init__(self, shape: Shape, code: int, width: int) -> None:
        super().__init__()
        self.encoder = nn.Sequential(*downward(shape, code, width), nn.ReLU())
        self.decoder = nn.Sequential(*upward(shape, code, width), nn.Sigmoid())
        self.latent_shape: tuple[int, ...] = (code,)
        self.register_buffer("code_mean", torch.zeros(code))
        self.register_buffer("code_root", torch.eye(code))

    def forward(self, images: Images) -> tuple[Images, Float[Tensor, "batch code"]]:
        """Return the reconstructed images, and their code."""
        code = self.encoder(images)
        return self.decoder(code), code

    def reconstruct(self, images: Images) -> Images:
        """Return what the decoder makes of these images' codes."""
        return self(images)[0]

    @torch.no_grad()
    def fit_codes(self, codes: Float[Tensor, "image code"]) -> None:
        """Take mean and covariance Σ of these codes; Σ^½ turns standard normal numbers into codes."""
        variances, directions = torch.linalg.eigh(torch.atleast_2d(codes.double().T.cov()))
        root = directions * variances.clamp(min=0).sqrt() @ directions.T
        self.code_mean.copy_(codes.double().mean(dim=0))
        self.code_root.copy_(root)

    def generate(self, latents: Float[Tensor, "batch code"]) -> Images:
        """Return images between 0 and 1 of codes from the Gaussian, no feature below 0."""
        images: Tensor = self.decoder((self.code_mean + latents @ self.code_root).relu())
        return images


def loss(
    model: nn.Module, images: Images, config: AutoencoderConfig
) -> tuple[Float[Tensor, ""], Float[Tensor, ""]]:
    """Return what is minimized, and of it the error of the reconstruction."""
    inputs = images
    if isinstance(config, DenoisingConfig):
        inputs = (images + config.noise * torch.randn_like(images)).clamp(0, 1)
    reconstruction, code = model(inputs)
    error = mse_loss(reconstruction, images)
    total = error
    if isinstance(config, SparseConfig):
        total = error + config.sparsity * code.abs().mean()
    return total, error


@torch.no_grad()
def evaluate(held_out: HeldOut) -> dict[str, float]:
    """Measure the mean squared error of the reconstruction, per pixel, and how much of the code is 0."""
    average = held_out.average()
    for (images,) in held_out:
        reconstruction, code = held_out.model(images)
        error = (reconstruction - images).square().flatten(1).mean(dim=1)
        average.update(torch.stack([error, (code == 0).float().mean(dim=1)], dim=1))
    error, at_zero = average.compute().tolist()
    return {"valid/error": error, "valid/code_at_zero": at_zero}


def fit(
    loop: Loop,
    config: AutoencoderConfig,
    model: Autoencoder,
    train: Images,
    valid: Images,
    watch: Watch = unwatched,
) -> Autoencoder:
    """Train an autoencoder on images between 0 and 1."""
    optimizer = torch.optim.Adam(model.parameters(), config.learning_rate)
    loader = loop.loader(Rows(train), config.batch_size, training=True)
    wrapped, optimizer = loop.prepare(model, optimizer)
    for _ in loop.epochs(config.epochs):
        wrapped.train()
        for (images,) in loop.batches(loader):
            optimizer.zero_grad()
            total, error = loss(wrapped, images, config)
            loop.backward(total, shown=error)
            optimizer.step()
        held_out = evaluate(loop.evaluating(wrapped, Rows(valid), 500))
        loop.log({"train/error": loop.epoch_loss(), **held_out})
        model.eval()
        with torch.no_grad():
            model.fit_codes(
                torch.cat([model.encoder(part.to(loop.device)) for part in train.split(500)])
            )
        watch(model)
    return model.eval()
