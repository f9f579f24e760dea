"""The generator's loss in other forms."""

import torch
from torch.nn import functional

OBJECT = "work03_cifar10.generative.losses:generator_loss"


def by_logsigmoid(fake):
    """Take the logarithm of the sigmoid at once."""
    return -functional.logsigmoid(fake).mean()


def as_binary_cross_entropy(fake):
    """Call generated images real."""
    return functional.binary_cross_entropy_with_logits(fake, torch.ones_like(fake))


def by_logaddexp(fake):
    """Take log(e⁰ + e^-logit)."""
    return torch.logaddexp(torch.zeros_like(fake), -fake).mean()


def by_the_larger_part(fake):
    """Take the linear part out, and log1p of what is left."""
    return (torch.relu(-fake) + torch.log1p(torch.exp(-fake.abs()))).mean()


def logit_by_logit(fake):
    """Choose for each logit the form that does not overflow."""
    total = 0
    for logit in fake:
        if logit > 0:
            total = total + (1 + (-logit).exp()).log()
        else:
            total = total + (1 + logit.exp()).log() - logit
    return total / len(fake)


def by_logsumexp(fake):
    """Take log Σ exp over two logits."""
    return torch.stack([torch.zeros_like(fake), -fake]).logsumexp(dim=0).sum() / fake.numel()


def as_two_classes(fake):
    """Take the logit as that of one of two classes."""
    logits = torch.stack([fake, fake.new_zeros(fake.shape)], dim=1)
    return -logits.log_softmax(dim=1)[:, 0].mean()


def as_cross_entropy(fake):
    """Take the cross-entropy with class 1."""
    logits = functional.pad(fake[:, None], (1, 0))
    return functional.cross_entropy(logits, torch.ones(len(fake), dtype=torch.long))


class _Told(torch.autograd.Function):
    @staticmethod
    def forward(ctx, fake):
        ctx.save_for_backward(fake)
        return (fake.clamp(max=0).neg() + (-fake.abs()).exp().log1p()).mean()

    @staticmethod
    def backward(ctx, grad):
        (fake,) = ctx.saved_tensors
        return -grad * torch.sigmoid(-fake) / len(fake)


def with_its_own_gradient(fake):
    """Tell autograd the gradient."""
    return _Told.apply(fake)
