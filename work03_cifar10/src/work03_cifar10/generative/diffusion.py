"""Diffusion: learn to take noise away, then begin with nothing else (Ho et al. 2020, arXiv 2006.11239).

An image x₀ between -1 and 1 becomes noise in T steps, x_t = √(1 - β_t) x_{t-1} + √β_t ε. With
ᾱ_t = Π (1 - β_s) all steps up to t are one (their equation 4):

    x_t = √ᾱ_t x₀ + √(1 - ᾱ_t) ε

A network learns to tell ε from x_t and t: its squared error is the whole loss (their equation 14).
Who knows ε knows x₀, and from x₀ and x_t what x was at an earlier time. Sampling goes back
so, in all T steps or in few of them (Song et al. 2021, DDIM, arXiv 2010.02502, equation 12).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Annotated, ClassVar, Self

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn
from torch.nn.functional import mse_loss
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from shared.training import HeldOut, Loop, Rows
from shared.training.settings.ranges import Above, AtLeast, Below, Between, SettingsError
from work03_cifar10.generative.config import GenerativeConfig, Images, Shape, Watch, unwatched
from work03_cifar10.generative.unet import GROUPS, UNet

STEPS = 1000
"""T of the paper."""


@dataclass(frozen=True)
class DiffusionConfig(GenerativeConfig):
    """Settings of a diffusion model."""

    width: Annotated[int, AtLeast(8)] = 32
    """Maps of the network's first level; a multiple of 8."""
    average: Annotated[float, AtLeast(0), Below(1)] = 0.995
    """Samples are made by a moving average of the weights, which keeps this share in each step."""
    sampling_steps: Annotated[int, Between(1, STEPS)] = 25
    """Steps from noise to an image, of the 1,000 that the network knows."""
    eta: Annotated[float, Between(0, 1)] = 0.0
    """Fresh noise in each of these: 0 none (DDIM), 1 as much as in ancestral sampling (DDPM)."""
    epochs: Annotated[int, AtLeast(1)] = 4
    """Passes over the training images."""
    batch_size: Annotated[int, AtLeast(2)] = 64
    """Images in a step; where there are fewer, all of them."""
    learning_rate: Annotated[float, Above(0)] = 1e-3
    """Of Adam."""

    model: ClassVar[str] = "diffusion"

    def __post_init__(self) -> None:
        """Check every field.

        Raises:
            SettingsError: a setting is out of its range.
        """
        super().__post_init__()
        if self.width % GROUPS:
            raise SettingsError(f"--width {self.width} is out of range: a multiple of {GROUPS}")

    @classmethod
    def smoke_test(cls) -> Self:
        """Return settings for two epochs of a narrow network on few of scikit-learn's digits."""
        return replace(super().smoke_test(), width=8, sampling_steps=4)


def signal_shares(steps: int = STEPS) -> Float[Tensor, " time"]:
    """Return ᾱ after 0, 1, …, `steps` steps, from 1 down to about 0.

    β rises linearly from 0.0001 to 0.02 over 1,000 steps (Ho et al. 2020, section 4); fewer steps
    are each so much larger.
    """
    scale = 1000 / steps
    betas = torch.linspace(1e-4 * scale, min(0.02 * scale, 0.999), steps, dtype=torch.float64)
    return torch.cat([torch.ones(1, dtype=torch.float64), (1 - betas).cumprod(dim=0)]).float()


def noised(
    images: Images, noise: Images, shares: Float[Tensor, " batch"]
) -> Float[Tensor, "batch channel height width"]:
    """Return √ᾱ x₀ + √(1 - ᾱ) ε, what an image has become when ᾱ is left of its variance.

    Args:
        images: x₀, between -1 and 1.
        noise: ε, standard normal.
        shares: ᾱ for each image.
    """
    shares = shares[:, None, None, None]
    return shares.sqrt() * images + (1 - shares).sqrt() * noise


def cleaned(
    images: Images, noise: Images, shares: Float[Tensor, " batch"]
) -> Float[Tensor, "batch channel height width"]:
    """Return x₀, where x_t and the noise in it are known: the inverse of `noised`."""
    shares = shares[:, None, None, None]
    return (images - (1 - shares).sqrt() * noise) / shares.sqrt()


def step_back(
    images: Images, clean: Images, now: float, before: float, eta: float = 0.0
) -> Float[Tensor, "batch channel height width"]:
    """Return what images were at an earlier time, given what they are now and x₀.

    With eta 1 it is drawn from q(x_s | x_t, x₀), which is DDPM's step where s = t - 1 (Ho et al. 2020,
    equations 6 and 7); with eta 0 nothing is drawn.

    Args:
        images: x_t.
        clean: x₀, or what the network takes for it.
        now: ᾱ_t, below 1.
        before: ᾱ_s, from ᾱ_t to 1.
        eta: how much of the noise is fresh.
    """
    noise = (images - now**0.5 * clean) / (1 - now) ** 0.5
    variance = eta**2 * (1 - before) / (1 - now) * (1 - now / before)
    known = before**0.5 * clean + (1 - before - variance) ** 0.5 * noise
    return known + variance**0.5 * torch.randn_like(images) if variance else known


class Diffusion(nn.Module):
    """A network that tells noise, and the way from noise to images.

    Args:
        shape: (channels, height, width) of an image; sides that 4 divides.
        width: maps of the network's first level.
        sampling_steps: from noise to an image.
        eta: see `step_back`.
    """

    shares: Tensor

    def __init__(
        self, shape: Shape, width: int, sampling_steps: int = 25, eta: float = 0.0
    ) -> None:
        super().__init__()
        self.network = UNet(shape[0], width)
        self.latent_shape: tuple[int, ...] = shape
        self.sampling_steps, self.eta = sampling_steps, eta
        self.register_buffer("shares", signal_shares(), persistent=False)

    def forward(self, images: Images, times: Int[Tensor, " batch"]) -> Images:
        """Return the noise that the network sees in these images at these times, 1 to T."""
        noise: Tensor = self.network(images, times)
        return noise

    def generate(self, latents: Images) -> Images:
        """Return images between 0 and 1 that begin as this noise."""
        images = latents
        times = torch.linspace(len(self.shares) - 1, 0, self.sampling_steps + 1).round().long()
        for time, earlier in zip(times[:-1].tolist(), times[1:].tolist(), strict=True):
            noise = self(images, images.new_full((len(images),), time, dtype=torch.long))
            now, before = float(self.shares[time]), float(self.shares[earlier])
            clean = cleaned(images, noise, self.shares[time].expand(len(images))).clamp(-1, 1)
            images = step_back(images, clean, now, before, self.eta)
        return images / 2 + 0.5


def squared_error(
    model: Callable[[Images, Tensor], Images], images: Images, shares: Tensor
) -> Float[Tensor, ""]:
    """Return the mean squared error of the noise that `model` sees at random times.

    Args:
        model: images and times → noise.
        images: between 0 and 1.
        shares: ᾱ at times 0 to T.
    """
    times = torch.randint(1, len(shares), (len(images),), device=images.device)
    noise = torch.randn_like(images)
    return mse_loss(model(noised(2 * images - 1, noise, shares[times]), times), noise)


@torch.no_grad()
def evaluate(held_out: HeldOut) -> dict[str, float]:
    """Measure the loss on held-out images, always with the same times and noise."""
    average = held_out.average()
    with torch.random.fork_rng():
        torch.manual_seed(0)
        for (images,) in held_out:
            error = squared_error(held_out.model, images, signal_shares().to(images.device))
            average.update(error.expand(len(images)))
    return {"valid/loss": average.compute().item()}


def fit(
    loop: Loop,
    config: DiffusionConfig,
    model: Diffusion,
    train: Images,
    valid: Images,
    watch: Watch = unwatched,
) -> Diffusion:
    """Train a diffusion model on images between 0 and 1; it ends with the average of its weights."""
    optimizer = torch.optim.Adam(model.parameters(), config.learning_rate)
    average = AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(config.average))
    loader = loop.loader(Rows(train), config.batch_size, training=True)
    wrapped, optimizer, average = loop.prepare(model, optimizer, average.to(loop.device))
    for _ in loop.epochs(config.epochs):
        wrapped.train()
        for (images,) in loop.batches(loader):
            optimizer.zero_grad()
            loss = squared_error(wrapped, images, model.shares)
            loop.backward(loss)
            loop.clip_gradients(1.0)
            optimizer.step()
            average.update_parameters(model)
        held_out = evaluate(loop.evaluating(average.module, Rows(valid), 500))
        loop.log({"train/loss": loop.epoch_loss(), **held_out})
        watch(average.module.eval())
    model.load_state_dict(average.module.state_dict())
    return model.eval()
