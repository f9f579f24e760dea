"""Mistakes in Sigmoid.backward: each function is one, and its docstring says which."""

import numpy as np
import torch

OBJECT = "work01_house_prices.layers.layers:Sigmoid.backward"


def again(self, grad_output):
    """The slope at σ(x) in the place of x: the outputs are taken for inputs."""
    sigmoid = 1 / (1 + np.exp(-self.outputs))
    return grad_output * sigmoid * (1 - sigmoid)


def half(self, grad_output):
    """Takes σ for its own derivative: the factor 1 − σ is missing."""
    return grad_output * self.outputs


def in_place(self, grad_output):
    """The gradient that comes in is changed."""
    grad_output *= self.outputs * (1 - self.outputs)
    return grad_output


def of_tanh(self, grad_output):
    """The derivative of tanh, 1 − σ², where that of the sigmoid belongs."""
    return grad_output * (1 - self.outputs**2)


def ready(self, grad_output):
    """Torch finds the derivative, forwards."""
    outputs = torch.from_numpy(self.outputs)
    x = torch.log(outputs) - torch.log1p(-outputs)
    x = x.clamp(-800, 800)
    _, slope = torch.func.jvp(torch.sigmoid, (x,), (torch.from_numpy(grad_output),))
    return slope.numpy()


def spoils_outputs(self, grad_output):
    """The slope is computed where the outputs lie, which the next layer has for inputs."""
    slope = self.outputs
    slope *= 1 - slope
    return grad_output * slope
