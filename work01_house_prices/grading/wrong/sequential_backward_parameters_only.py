"""Every layer gets the loss's gradient."""

OBJECT = "work01_house_prices.layers.layers:Sequential.backward_parameters"
CAUGHT_BY = "sequential_backward_parameters"


def backward_parameters(self, grad_output):
    for layer in reversed(self.layers):
        layer.backward_parameters(grad_output)
