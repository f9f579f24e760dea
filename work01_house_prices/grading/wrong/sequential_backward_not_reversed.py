"""Goes through the layers from first to last, as in the forward pass."""

OBJECT = "work01_house_prices.layers.layers:Sequential.backward_parameters"
CAUGHT_BY = "sequential_backward_parameters"


def backward_parameters(self, grad_output):
    for layer in self.layers:
        grad_output = layer.backward(grad_output)
