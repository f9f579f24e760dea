"""The slope at σ(x) in the place of x: the outputs are taken for inputs."""

import numpy as np

OBJECT = "work01_house_prices.layers.layers:Sigmoid.backward"
CAUGHT_BY = "sigmoid_backward"


def backward(self, grad_output):
    sigmoid = 1 / (1 + np.exp(-self.outputs))
    return grad_output * sigmoid * (1 - sigmoid)
