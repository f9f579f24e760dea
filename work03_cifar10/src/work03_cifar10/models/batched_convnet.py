"""Several small convolutional networks of one shape that train as one.

A small network leaves a processor idle: calling operations costs more than doing them. Networks of
the same shape share the calls. The first convolution gives the maps of all networks, side by side
as channels; later ones are grouped convolutions, one group a network; linear layers are batches of
matrix products. The networks stay strangers: their losses are added, so each gets its own gradient.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.functional import cross_entropy

Activation = Literal["sigmoid", "tanh", "relu", "gelu"]
ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": functional.relu,
    "gelu": functional.gelu,
}


@dataclass(frozen=True)
class ConvNetShape:
    """What a network like LeNet looks like.

    Attributes:
        channels: of each convolution; after each comes the activation and 2×2 pooling.
        kernel: side of all kernels; odd, since images are padded to keep their size.
        pool: how to pool.
        activation: after every layer but the last.
        hidden: features of the linear layers before the last.
        initialization: standard deviation of the weights: √(2 / (fan-in + fan-out)) for xavier
            (Glorot & Bengio 2010), √(2 / fan-in) for he (He et al. 2015), 0.01 for small.
    """

    channels: tuple[int, ...] = (6, 16)
    kernel: int = 5
    pool: Literal["average", "max"] = "average"
    activation: Activation = "tanh"
    hidden: tuple[int, ...] = (120, 84)
    initialization: Literal["xavier", "he", "small"] = "xavier"

    def weight_std(self, fan_in: int, fan_out: int) -> float:
        """Return the standard deviation of the initial weights of a layer."""
        if self.initialization == "small":
            return 0.01
        if self.initialization == "he":
            return math.sqrt(2 / fan_in)
        return math.sqrt(2 / (fan_in + fan_out))


class BatchedConvNet(nn.Module):
    """As many networks as there are seeds, each with weights that depend on its own seed alone.

    Args:
        shape: of each network.
        image: (channels, height, width).
        classes: of the answers.
        seeds: one a network.
    """

    def __init__(
        self, shape: ConvNetShape, image: tuple[int, int, int], classes: int, seeds: Sequence[int]
    ) -> None:
        super().__init__()
        self.shape, self.networks = shape, len(seeds)
        inputs, height, width = image
        area = shape.kernel**2
        sizes: list[tuple[tuple[int, ...], int, int]] = []  # of a weight, its fan-in and fan-out
        for outputs in shape.channels:
            kernels = (outputs, inputs, shape.kernel, shape.kernel)
            sizes.append((kernels, inputs * area, outputs * area))
            inputs, height, width = outputs, height // 2, width // 2
        inputs *= height * width
        for outputs in (*shape.hidden, classes):
            sizes.append(((outputs, inputs), inputs, outputs))
            inputs = outputs
        weights: list[list[Tensor]] = [[] for _ in sizes]
        for seed in seeds:
            generator = torch.Generator().manual_seed(seed)
            for layer, (size, fan_in, fan_out) in zip(weights, sizes, strict=True):
                normal = torch.randn(size, generator=generator)
                layer.append(shape.weight_std(fan_in, fan_out) * normal)
        # A convolution's weights lie side by side as output channels, a linear layer's in a batch.
        self.weights = nn.ParameterList(
            # Grouped convolutions are more than twice as fast with channels last.
            torch.cat(layer).contiguous(memory_format=torch.channels_last)
            if layer[0].dim() == 4
            else torch.stack(layer)
            for layer in weights
        )
        self.biases = nn.ParameterList(
            torch.zeros(len(layer) * len(layer[0]))
            if layer[0].dim() == 4
            else torch.zeros(len(layer), 1, len(layer[0]))
            for layer in weights
        )

    def parameters_of_one(self) -> int:
        """Count the parameters of a single network."""
        return sum(parameter.numel() for parameter in self.parameters()) // self.networks

    def forward(
        self, images: Float[Tensor, "batch channel height width"]
    ) -> Float[Tensor, "network batch classes"]:
        """Return each network's logits for the same images."""
        activation = ACTIVATIONS[self.shape.activation]
        pool = functional.max_pool2d if self.shape.pool == "max" else functional.avg_pool2d
        x = images.contiguous(memory_format=torch.channels_last)
        layers = list(zip(self.weights, self.biases, strict=True))
        convolutions = len(self.shape.channels)
        for number, (weight, bias) in enumerate(layers[:convolutions]):
            groups = self.networks if number else 1  # the images are the same for all networks
            maps = functional.conv2d(x, weight, bias, padding=self.shape.kernel // 2, groups=groups)
            x = pool(activation(maps), 2)
        x = x.unflatten(1, (self.networks, -1)).transpose(0, 1).flatten(2)
        for number, (weight, bias) in enumerate(layers[convolutions:]):
            x = torch.baddbmm(bias, x, weight.transpose(1, 2))
            if number < len(self.shape.hidden):
                x = activation(x)
        return x


def summed_loss(
    logits: Float[Tensor, "network batch classes"], labels: Int[Tensor, " batch"]
) -> Float[Tensor, ""]:
    """Sum each network's mean cross-entropy over the networks: gradients do not mix."""
    networks = len(logits)
    repeated = labels.expand(networks, -1).flatten()
    return networks * cross_entropy(logits.flatten(0, 1), repeated)


@torch.no_grad()
def accuracies(
    networks: BatchedConvNet,
    images: Float[Tensor, "image channel height width"],
    labels: Int[Tensor, " image"],
) -> list[float]:
    """Return each network's share of right answers; images are on the networks' device."""
    right = torch.zeros(networks.networks)
    for rows in torch.arange(len(labels)).split(500):
        right += (networks(images[rows]).argmax(dim=2) == labels[rows]).sum(dim=1).cpu()
    return (right / len(labels)).tolist()
