"""Gives every layer the loss's gradient, instead of what the layer after it returned."""

OBJECT = "work01_house_prices.layers.layers:Sequential.backward_parameters"
CAUGHT_BY = "sequential_backward_parameters"


def backward_parameters(self, grad_output):
    for layer in reversed(self.layers):
        layer.backward_parameters(grad_output)
