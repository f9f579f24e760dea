"""Many small networks that train as one: each weight has a first dimension of networks.

One small network leaves a processor idle: most of its time goes into calling operations, not
into doing them. Networks of the same shape, one for each fold and seed, can share the calls: a
product of two matrices becomes a batch of products. The networks stay strangers to each other.
Their losses are added, so that each gets its own gradient, and optimizers work element by element.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

import torch
from jaxtyping import Float
from torch import Tensor, nn

Activation = Literal["relu", "sigmoid", "tanh", "silu"]
ACTIVATIONS: dict[Activation, type[nn.Module]] = {
    "relu": nn.ReLU,
    "sigmoid": nn.Sigmoid,
    "tanh": nn.Tanh,
    "silu": nn.SiLU,
}


class BatchedLinear(nn.Module):
    """y = x Wᵀ + b with a W and a b for each network.

    Weights start as Kaiming's N(0, 2 / inputs) times `scale`², biases at zero. The weights of a
    network depend on its own seed alone, not on which networks it is batched with.

    Args:
        seeds: one a network.
        inputs, outputs: features of x and y.
        scale: factor of the initial weights; 0 starts at the zero function.
        bias: False leaves b out.
    """

    def __init__(
        self,
        seeds: Sequence[int],
        inputs: int,
        outputs: int,
        *,
        scale: float = 1.0,
        bias: bool = True,
    ) -> None:
        super().__init__()
        std = scale * math.sqrt(2 / inputs)
        weights = [
            torch.randn(outputs, inputs, generator=torch.Generator().manual_seed(seed))
            for seed in seeds
        ]
        self.weight = nn.Parameter(std * torch.stack(weights))
        self.bias = nn.Parameter(torch.zeros(len(seeds), 1, outputs)) if bias else None

    def forward(self, x: Float[Tensor, "networks batch in"]) -> Float[Tensor, "networks batch out"]:
        """Apply each network's map to its own rows."""
        weight = self.weight.transpose(1, 2)
        return torch.bmm(x, weight) if self.bias is None else torch.baddbmm(self.bias, x, weight)


class BatchedBatchNorm(nn.Module):
    """Batch norm with statistics for each network and feature: to torch they are all features."""

    def __init__(self, networks: int, features: int) -> None:
        super().__init__()
        self.norm = nn.BatchNorm1d(networks * features)

    def forward(self, x: Float[Tensor, "networks batch d"]) -> Float[Tensor, "networks batch d"]:
        """Normalize each feature of each network over the batch."""
        networks, batch, features = x.shape
        rows = x.transpose(0, 1).reshape(batch, networks * features)
        normalized: Tensor = self.norm(rows)
        return normalized.reshape(batch, networks, features).transpose(0, 1)


class BatchedNetwork(nn.Module):
    """Multilayer perceptrons with one output, plus a linear path around them where `skip` is set.

    Args:
        seeds: one a network; they decide its initial weights.
        inputs: features of a row.
        hidden: widths of the hidden layers; none makes linear regression.
        activation: after each hidden layer.
        batch_norm: normalize before each activation.
        dropout: probability to drop a hidden unit.
        skip: add a linear map of the inputs to the output. The price's logarithm is nearly linear
            in good features; the hidden layers then learn what is left.
    """

    def __init__(
        self,
        seeds: Sequence[int],
        inputs: int,
        *,
        hidden: Sequence[int] = (64, 64),
        activation: Activation = "silu",
        batch_norm: bool = False,
        dropout: float = 0.0,
        skip: bool = False,
    ) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        width = inputs
        for number, units in enumerate(hidden):
            # Layers of one network need different draws: spread its seed over them.
            layers.append(BatchedLinear([seed * 101 + number for seed in seeds], width, units))
            if batch_norm:
                layers.append(BatchedBatchNorm(len(seeds), units))
            layers.append(ACTIVATIONS[activation]())
            if dropout:
                layers.append(nn.Dropout(dropout))
            width = units
        # A small last layer starts near the mean price, where the target is zero.
        last_seeds = [seed * 101 + len(hidden) for seed in seeds]
        layers.append(BatchedLinear(last_seeds, width, 1, scale=0.1))
        self.layers = nn.Sequential(*layers)
        self.skip = BatchedLinear(seeds, inputs, 1, scale=0.0, bias=False) if skip else None

    def forward(self, x: Float[Tensor, "networks batch in"]) -> Float[Tensor, "networks batch"]:
        """Return each network's prediction for each of its rows."""
        outputs: Tensor = self.layers(x)
        if self.skip is not None:
            outputs = outputs + self.skip(x)
        return outputs.squeeze(2)


def for_each_network(
    rows: Float[Tensor, "folds batch ..."], networks: int
) -> Float[Tensor, "members batch ..."]:
    """Repeat the rows of each fold for its networks, which are neighbors in the batch."""
    return rows if networks == 1 else rows.repeat_interleave(networks, dim=0)
