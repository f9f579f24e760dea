"""Variational autoencoders: a code with a distribution (Kingma & Welling 2013, arXiv 1312.6114).

The encoder gives a Gaussian q(z | x) for each image, the decoder p(x | z) for each code, and the prior
p(z) is standard normal. What is maximized is a lower bound of log p(x) (their equation 3):

    ELBO(x) = E_q(z|x) [log p(x | z)] - KL(q(z | x) || p(z))

The expectation is taken with one code z = μ + σ ε, ε standard normal: drawn so, z has gradients with
respect to μ and σ (their section 2.4). Since codes are held near the prior, codes drawn from the prior
decode to images, which those of a plain autoencoder do not.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated, ClassVar, cast

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn.functional import softplus

from shared.training import HeldOut, Loop, Rows
from shared.training.settings.ranges import AtLeast
from work03_cifar10.generative.autoencoder import downward, upward
from work03_cifar10.generative.config import GenerativeConfig, Images, Shape, Watch, unwatched


@dataclass(frozen=True)
class VaeConfig(GenerativeConfig):
    """Settings of a variational autoencoder."""

    latent: Annotated[int, AtLeast(1)] = 16
    """Features of the code."""
    width: Annotated[int, AtLeast(1)] = 16
    """Channels of the first convolution."""
    epochs: Annotated[int, AtLeast(1)] = 15
    """Passes over the training images."""

    model: ClassVar[str] = "vae"


def reparameterized(
    mean: Float[Tensor, "batch latent"], log_variance: Float[Tensor, "batch latent"]
) -> Float[Tensor, "batch latent"]:
    """Draw from the Gaussian with this mean and variance, with gradients to both."""
    return mean + (log_variance / 2).exp() * torch.randn_like(mean)


def elbo_terms(
    images: Images,
    logits: Images,
    mean: Float[Tensor, "batch latent"],
    log_variance: Float[Tensor, "batch latent"],
) -> tuple[Float[Tensor, " batch"], Float[Tensor, " batch"]]:
    """Return log p(x | z) and KL(q(z | x) || p(z)) of each image, in nats; the ELBO is their difference.

    log p(x | z) = Σ x log π + (1 - x) log(1 - π) over all channels and pixels of an image: each is a coin
    that shows 1 with probability π = σ(logit), and a gray one counts as that share of both outcomes.
    The KL is that of N(μ, σ²) from N(0, 1), summed over the features of the code; it has a closed form
    (appendix B). Both are finite for logits of any size, and so are the gradients, which reach logits,
    μ and log σ².

    Args:
        images: pixels x between 0 and 1.
        logits: what the decoder gives for one code z of each image.
        mean: μ of the code's Gaussian.
        log_variance: log σ² of it.
    """
    # log σ(a) = a - softplus(a) and log(1 - σ(a)) = -softplus(a), finite for any logit.
    log_likelihood = (images * logits - softplus(logits)).flatten(1).sum(dim=1)
    kl = (mean.square() + log_variance.exp() - log_variance - 1).sum(dim=1) / 2
    return log_likelihood, kl


class Vae(nn.Module):
    """A convolutional encoder that gives μ and log σ² of a code, and a decoder that gives logits.

    Args:
        shape: (channels, height, width) of an image; sides that 4 divides.
        latent: features of the code.
        width: channels of the first convolution; the second has twice as many.
    """

    def __init__(self, shape: Shape, latent: int, width: int) -> None:
        super().__init__()
        self.encoder = downward(shape, 2 * latent, width)
        self.decoder = upward(shape, latent, width)
        self.latent_shape: tuple[int, ...] = (latent,)

    def forward(self, images: Images) -> tuple[Images, Tensor, Tensor]:
        """Return logits of the pixels, decoded from one code, and μ and log σ² of the code."""
        mean, log_variance = self.encoder(images).chunk(2, dim=1)
        return self.decoder(reparameterized(mean, log_variance)), mean, log_variance

    def reconstruct(self, images: Images) -> Images:
        """Return what the decoder makes of the means of these images' codes."""
        return self.generate(self.encoder(images).chunk(2, dim=1)[0])

    def generate(self, latents: Float[Tensor, "batch latent"]) -> Images:
        """Return each pixel's probability, an image between 0 and 1."""
        images: Tensor = self.decoder(latents).sigmoid()
        return images


@torch.no_grad()
def evaluate(held_out: HeldOut) -> dict[str, float]:
    """Measure the ELBO in nats and in bits per dimension, its KL, and the error of decoded means.

    The ELBO's code is drawn, always with the same numbers; the reconstruction's is the mean μ.
    """
    average, model = held_out.average(), cast(Vae, held_out.model)
    with torch.random.fork_rng():
        torch.manual_seed(0)
        for (images,) in held_out:
            logits, mean, log_variance = model(images)
            again = model.generate(mean)
            error = (again - images).square().flatten(1).mean(dim=1)
            likelihood, kl = elbo_terms(images, logits, mean, log_variance)
            average.update(torch.stack([likelihood - kl, kl, error], dim=1))
    bound, kl, error = average.compute().tolist()
    bits = -bound / (math.log(2) * images[0].numel())
    return {
        "valid/elbo": bound, "valid/kl": kl, "valid/bits_per_dimension": bits, "valid/error": error,
    }  # fmt: skip


def fit(
    loop: Loop,
    config: VaeConfig,
    model: Vae,
    train: Images,
    valid: Images,
    watch: Watch = unwatched,
) -> Vae:
    """Train a variational autoencoder on images between 0 and 1."""
    optimizer = torch.optim.Adam(model.parameters(), config.learning_rate)
    loader = loop.loader(Rows(train), config.batch_size, training=True)
    wrapped, optimizer = loop.prepare(model, optimizer)
    for _ in loop.epochs(config.epochs):
        wrapped.train()
        for (images,) in loop.batches(loader):
            optimizer.zero_grad()
            log_likelihood, kl = elbo_terms(images, *wrapped(images))
            loss = (kl - log_likelihood).mean()
            loop.backward(loss)
            optimizer.step()
        held_out = evaluate(loop.evaluating(wrapped, Rows(valid), 500))
        loop.log({"train/elbo": -loop.epoch_loss(), **held_out})
        watch(model.eval())
    return model.eval()
