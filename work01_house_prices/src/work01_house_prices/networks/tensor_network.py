"""The multilayer perceptron, second of three times: torch tensors and autograd, no `torch.nn`.

Autograd replaces the backward passes of `layers.py`; forward, loss and Adam are still written out.
"""

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from work01_house_prices.networks.numpy_network import Weights


def tensors_of(weights: Weights) -> dict[str, Tensor]:
    """Copy the arrays into tensors whose gradients autograd will track."""
    return {name: torch.tensor(array, requires_grad=True) for name, array in weights.items()}


def forward(
    parameters: dict[str, Tensor], x: Float[Tensor, "batch in"]
) -> Float[Tensor, "batch out"]:
    """Return the output of Linear, ReLU, …, Linear."""
    for i in range(0, len(parameters), 2):
        if i > 0:
            x = torch.relu(x)
        x = x @ parameters[f"{i}.weight"].T + parameters[f"{i}.bias"]
    return x


class Adam:
    """`optimizers.Adam` for a dictionary of tensors: the formulas, without its care for memory."""

    def __init__(self, parameters: dict[str, Tensor], learning_rate: float) -> None:
        self.parameters = parameters
        self.learning_rate = learning_rate
        self.steps = 0
        self.first_moments = {name: torch.zeros_like(p) for name, p in parameters.items()}
        self.second_moments = {name: torch.zeros_like(p) for name, p in parameters.items()}

    @torch.no_grad()  # the update is no part of the function that autograd differentiates
    def step(self) -> None:
        """Change every parameter by the gradient in its `.grad`."""
        self.steps += 1
        beta1, beta2, eps = 0.9, 0.999, 1e-8
        for name, parameter in self.parameters.items():
            gradient, m, v = parameter.grad, self.first_moments[name], self.second_moments[name]
            assert gradient is not None, f"backward() has left no gradient in {name}"
            m.mul_(beta1).add_((1 - beta1) * gradient)
            v.mul_(beta2).add_((1 - beta2) * gradient**2)
            corrected_m = m / (1 - beta1**self.steps)
            corrected_v = v / (1 - beta2**self.steps)
            parameter -= self.learning_rate * corrected_m / (corrected_v.sqrt() + eps)

    def zero_grad(self) -> None:
        """Forget the gradients: `backward` adds to what it finds."""
        for parameter in self.parameters.values():
            parameter.grad = None


def train(
    weights: Weights,
    features: Float[np.ndarray, "rows in"],
    targets: Float[np.ndarray, "rows out"],
    learning_rate: float,
    steps: int,
) -> tuple[Weights, list[float]]:
    """Make steps of Adam on all rows; return the new weights and the loss before each step.

    The loss is the mean squared error. The arrays handed over stay as they are. Nothing of `torch.nn`
    and `torch.optim` is used, nor another network of this package.
    """
    parameters = tensors_of(weights)
    optimizer = Adam(parameters, learning_rate)
    x, y = torch.from_numpy(features), torch.from_numpy(targets)
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = ((forward(parameters, x) - y) ** 2).mean()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return {name: p.detach().numpy().copy() for name, p in parameters.items()}, losses
