"""Faster evaluation: batch norm folded into convolutions, channels-last, bf16 where it pays."""

from __future__ import annotations

import copy
from itertools import pairwise

import torch
from torch import nn

from shared.training.machine.precision import bf16_is_faster
from work02_resnet_vgg.layers.batch_norm import BatchNorm


@torch.no_grad()
def folded(convolution: nn.Conv2d, norm: nn.BatchNorm2d | BatchNorm) -> nn.Conv2d:
    """Make one convolution that computes what `convolution` and then `norm`, in evaluation, compute.

    γ (Wx + b − μ)/σ + β = (γ/σ) W x + (γ/σ)(b − μ) + β, with σ² = variance + ε: in evaluation
    batch norm is linear, with constants for each channel (Ioffe & Szegedy 2015, algorithm 2).
    """
    mean, variance = norm.running_mean, norm.running_var
    assert mean is not None
    assert variance is not None
    scale = norm.weight / torch.sqrt(variance + norm.eps)
    result = copy.deepcopy(convolution)
    result.weight.mul_(scale[:, None, None, None])
    bias = torch.zeros_like(scale) if convolution.bias is None else convolution.bias
    result.bias = nn.Parameter(scale * (bias - mean) + norm.bias)
    return result


def fold_batch_norm(model: nn.Module) -> nn.Module:
    """Copy one of our networks without the batch norms right behind a convolution.

    Each of them registers a convolution and the norm that reads it as neighbors. A norm that
    stands before its convolution (DenseNet's norm1) stays.
    """
    model = copy.deepcopy(model).eval()
    for module in list(model.modules()):
        for (name, child), (next_name, following) in pairwise(list(module.named_children())):
            if isinstance(child, nn.Conv2d) and isinstance(following, nn.BatchNorm2d | BatchNorm):
                setattr(module, name, folded(child, following))
                setattr(module, next_name, nn.Identity())
    return model


def for_inference(model: nn.Module) -> nn.Module:
    """Make a fast copy for evaluation on the model's device: folded, channels-last, maybe bf16.

    bf16 is taken where a short measurement shows it to be faster. The copy's images must have the
    type of its weights.
    """
    fast = fold_batch_norm(model).to(memory_format=torch.channels_last)
    device = next(model.parameters()).device
    return fast.to(torch.bfloat16) if bf16_is_faster(device) else fast
