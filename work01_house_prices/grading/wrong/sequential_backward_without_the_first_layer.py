"""The first layer gets no gradient."""

OBJECT = "work01_house_prices.layers.layers:Sequential.backward_parameters"
CAUGHT_BY = "sequential_backward_parameters"


def backward_parameters(self, grad_output):
    for layer in reversed(self.layers[1:]):
        grad_output = layer.backward(grad_output)
