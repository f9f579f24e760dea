"""What a generator and a discriminator want (Goodfellow et al. 2014)."""

from __future__ import annotations

from jaxtyping import Float
from torch import Tensor
from torch.nn.functional import softplus


def discriminator_loss(
    real: Float[Tensor, " batch"], fake: Float[Tensor, " batch"]
) -> Float[Tensor, ""]:
    """Return the mean of -log D(x) over real images plus that of -log(1 - D(G(z))) over fake ones.

    Args:
        real: the discriminator's logits for real images; D is their sigmoid.
        fake: likewise for images that the generator made.
    """
    # -log σ(a) = softplus(-a) and -log(1 - σ(a)) = softplus(a), finite for any logit.
    return softplus(-real).mean() + softplus(fake).mean()


def generator_loss(fake: Float[Tensor, " batch"]) -> Float[Tensor, ""]:
    """Return the non-saturating loss: mean of -log D(G(z)) (Goodfellow et al. 2014, section 3).

    The loss that the minimax game itself gives, log(1 - D(G(z))), has hardly a gradient where the
    discriminator is sure, which is where the generator needs one most. This one is finite, and so
    is its gradient, for logits of any size.

    Args:
        fake: the discriminator's logits for images that the generator made.
    """
    return softplus(-fake).mean()


def minimax_generator_loss(fake: Float[Tensor, " batch"]) -> Float[Tensor, ""]:
    """Return the mean of log(1 - D(G(z))), for comparison: it saturates."""
    return -softplus(fake).mean()
