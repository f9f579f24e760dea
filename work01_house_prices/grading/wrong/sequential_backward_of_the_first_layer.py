"""The first layer computes ∂L/∂input, which nobody asks for."""

OBJECT = "work01_house_prices.layers.layers:Sequential.backward_parameters"
CAUGHT_BY = "sequential_backward_parameters"


def backward_parameters(self, grad_output):
    for layer in reversed(self.layers):
        grad_output = layer.backward(grad_output)
