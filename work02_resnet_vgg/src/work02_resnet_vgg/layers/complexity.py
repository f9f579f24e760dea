"""Parameters and multiply-adds of a network, counted while it runs without numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn


@dataclass(frozen=True)
class Complexity:
    """What one image costs.

    Attributes:
        parameters: weights and biases, those of batch norm too.
        multiply_adds: of convolutions and linear layers, for one image: what He et al. 2015
            (table 1) call FLOPs.
    """

    parameters: int
    multiply_adds: int


def layer_multiply_adds(layer: nn.Conv2d | nn.Linear, output: Tensor) -> int:
    """Count the multiply-adds behind `output`, the output of `layer` for one image.

    Each number of the output is a sum over the inputs that its weights read: the fan-in. With groups
    they read only the channels of their own group. A bias is no multiply-add.

    Args:
        layer: has the weights.
        output: has a shape, and maybe no numbers (device "meta"); of a linear layer it may have several
            places.
    """
    fan_in = layer.weight[0].numel()
    return output.numel() * fan_in


def measure(make: Callable[[], nn.Module], size: int) -> Complexity:
    """Count the parameters and multiply-adds for an image of `size` × `size` pixels.

    Args:
        make: builds the network; it is built without storage, so that VGG takes no memory.
        size: pixels a side.
    """
    multiply_adds = 0

    def count(layer: nn.Module, inputs: tuple[Tensor, ...], output: Tensor) -> None:
        nonlocal multiply_adds
        assert isinstance(layer, nn.Conv2d | nn.Linear)
        multiply_adds += layer_multiply_adds(layer, output)

    with torch.device("meta"):
        model = make().eval()
        for module in model.modules():
            if isinstance(module, nn.Conv2d | nn.Linear):
                module.register_forward_hook(count)
        model(torch.empty(1, 3, size, size))
    parameters = sum(parameter.numel() for parameter in model.parameters())
    return Complexity(parameters, multiply_adds)
