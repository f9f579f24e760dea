"""Batch normalization from scratch (Ioffe & Szegedy 2015), for images."""

from __future__ import annotations

from collections.abc import Callable

import torch
from jaxtyping import Float
from torch import Tensor, nn

NormLayer = Callable[[int], nn.Module]
"""Makes the normalization of so many channels: `nn.BatchNorm2d`, `BatchNorm` or `no_norm`."""


def no_norm(channels: int) -> nn.Module:
    """Stand where a normalization would stand, and do nothing."""
    return nn.Identity()


class BatchNorm(nn.Module):
    """What `torch.nn.BatchNorm2d` computes, in the open.

    In training (algorithm 1) each channel is normalized by the mean and the biased variance of the
    batch, over images and places; the running statistics move by `momentum` towards that mean and
    the *unbiased* variance. In evaluation (algorithm 2) the running statistics normalize, so that
    an image's output does not depend on its neighbors. Names in the state dict are torch's.

    Args:
        channels: C.
        eps: added to the variance, so that a constant channel does not divide by zero.
        momentum: weight of the new batch in the running statistics.
    """

    weight: Tensor
    bias: Tensor
    running_mean: Tensor
    running_var: Tensor
    num_batches_tracked: Tensor

    def __init__(self, channels: int, eps: float = 1e-5, momentum: float = 0.1) -> None:
        super().__init__()
        self.eps, self.momentum = eps, momentum
        self.weight = nn.Parameter(torch.ones(channels))
        self.bias = nn.Parameter(torch.zeros(channels))
        self.register_buffer("running_mean", torch.zeros(channels))
        self.register_buffer("running_var", torch.ones(channels))
        self.register_buffer("num_batches_tracked", torch.tensor(0))

    def forward(
        self, images: Float[Tensor, "batch channel height width"]
    ) -> Float[Tensor, "batch channel height width"]:
        """Normalize each channel, then scale by `weight` and shift by `bias`.

        In training the batch's mean and biased variance normalize, and have gradients; `update` gets
        the mean and the unbiased variance, without. In evaluation nothing moves. No ready function
        such as torch's `batch_norm` or `layer_norm` is called.

        Raises:
            ValueError: in training, a channel has a single value: it has no variance.
        """
        if self.training:
            count = images.numel() // images.shape[1]
            if count < 2:
                raise ValueError(
                    f"batch norm in training needs more than one value a channel, got an input of "
                    f"shape {tuple(images.shape)}: use larger batches or images"
                )
            mean = images.mean(dim=(0, 2, 3))
            variance = images.var(dim=(0, 2, 3), correction=0)
            self.update(mean.detach(), variance.detach() * count / (count - 1))
        else:
            mean, variance = self.running_mean, self.running_var
        scale = self.weight / torch.sqrt(variance + self.eps)
        shift = self.bias - mean * scale
        return images * scale[:, None, None] + shift[:, None, None]

    @torch.no_grad()
    def update(
        self, mean: Float[Tensor, " channel"], unbiased_variance: Float[Tensor, " channel"]
    ) -> None:
        """Move the running statistics towards those of a batch."""
        self.running_mean += self.momentum * (mean - self.running_mean)
        self.running_var += self.momentum * (unbiased_variance - self.running_var)
        self.num_batches_tracked += 1
