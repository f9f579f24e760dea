"""What a generator and a discriminator want, against torch."""

from __future__ import annotations

import torch
from torch.nn import functional as F

from work03_cifar10.generative.losses import (
    discriminator_loss,
    generator_loss,
    minimax_generator_loss,
)


def test_adversarial_losses_are_binary_cross_entropies() -> None:
    real, fake = torch.randn(2, 9, dtype=torch.float64) * 5
    yes, no = torch.ones_like(fake), torch.zeros_like(fake)
    bce = F.binary_cross_entropy_with_logits
    torch.testing.assert_close(discriminator_loss(real, fake), bce(real, yes) + bce(fake, no))
    torch.testing.assert_close(generator_loss(fake), bce(fake, yes))
    torch.testing.assert_close(minimax_generator_loss(fake), -bce(fake, no))


def test_only_the_non_saturating_loss_has_a_gradient_where_the_discriminator_is_sure() -> None:
    fake = torch.tensor([-20.0], requires_grad=True)
    grads = [
        torch.autograd.grad(loss(fake), fake)[0].abs().item()
        for loss in (generator_loss, minimax_generator_loss)
    ]
    assert grads[0] > 0.99
    assert grads[1] < 1e-6
