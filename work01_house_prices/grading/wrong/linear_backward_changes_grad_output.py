"""The gradient that comes in is divided by the batch's size where it lies."""

OBJECT = "work01_house_prices.layers.layers:Linear.backward"
CAUGHT_BY = "linear_backward"


def backward(self, grad_output):
    self.backward_parameters(grad_output)
    result = grad_output @ self.parameters["weight"]
    grad_output /= len(grad_output)
    return result
