"""The gradient is handed on as it came."""

OBJECT = "work01_house_prices.layers.layers:Linear.backward"
CAUGHT_BY = "linear_backward"


def backward(self, grad_output):
    self.backward_parameters(grad_output)
    return grad_output
