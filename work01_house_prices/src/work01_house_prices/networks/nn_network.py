"""The multilayer perceptron, third of three times: `torch.nn` and `torch.optim` do the work."""

import numpy as np
import torch
from jaxtyping import Float
from torch import nn

from work01_house_prices.networks.numpy_network import Weights


def build(weights: Weights) -> nn.Sequential:
    """Return the network Linear, ReLU, …, Linear with a copy of these weights, in their dtype."""
    layers: list[nn.Module] = []
    for i in range(0, len(weights), 2):
        if i > 0:
            layers.append(nn.ReLU())
        weight = torch.from_numpy(weights[f"{i}.weight"])
        layers.append(nn.Linear(weight.shape[1], weight.shape[0], dtype=weight.dtype))
    network = nn.Sequential(*layers)
    network.load_state_dict({name: torch.from_numpy(array) for name, array in weights.items()})
    return network


def weights_of(network: nn.Sequential) -> Weights:
    """Return a copy of the network's weights, the inverse of `build`."""
    return {name: tensor.numpy().copy() for name, tensor in network.state_dict().items()}


def train(
    weights: Weights,
    features: Float[np.ndarray, "rows in"],
    targets: Float[np.ndarray, "rows out"],
    learning_rate: float,
    steps: int,
) -> tuple[Weights, list[float]]:
    """Make steps of Adam on all rows; return the new weights and the loss before each step.

    The loss is the mean squared error. The arrays handed over stay as they are. No other network of
    this package is used.
    """
    network = build(weights)
    optimizer = torch.optim.Adam(network.parameters(), lr=learning_rate)
    loss_function = nn.MSELoss()
    x, y = torch.from_numpy(features), torch.from_numpy(targets)
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = loss_function(network(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return weights_of(network), losses
