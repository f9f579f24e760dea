"""What flows through deep networks: gradients on the way back, responses on the way forth."""

from __future__ import annotations

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn
from torch.nn.functional import cross_entropy


def gradient_norms(
    model: nn.Module,
    images: Float[Tensor, "batch 3 height width"],
    labels: Int[Tensor, " batch"],
) -> list[float]:
    """Measure the 2-norm of the loss's gradient for each convolution's weights.

    Args:
        model: gives logits; batch norm uses the batch's statistics, as in training.
        images: of one batch.
        labels: of the same batch.

    Returns:
        the norms, first layer first.
    """
    model.train()
    weights = [m.weight for m in model.modules() if isinstance(m, nn.Conv2d)]
    loss = cross_entropy(model(images), labels)
    return [grad_weight.norm().item() for grad_weight in torch.autograd.grad(loss, weights)]


@torch.no_grad()
def layer_responses(model: nn.Module, images: Float[Tensor, "batch 3 height width"]) -> list[float]:
    """Measure the standard deviation of what each batch norm gives, first layer first.

    That is each 3×3 layer's response before ReLU and addition: He et al. 2015, figure 7.

    Args:
        model: in evaluation mode.
        images: a batch.
    """
    stds: list[float] = []
    handles = [
        module.register_forward_hook(lambda m, i, output: stds.append(output.std().item()))
        for module in model.modules()
        if isinstance(module, nn.BatchNorm2d)
    ]
    try:
        model(images)
    finally:
        for handle in handles:
            handle.remove()
    return stds
