"""The gradient that comes in is changed."""

OBJECT = "work01_house_prices.layers.layers:Sigmoid.backward"
CAUGHT_BY = "sigmoid_backward"


def backward(self, grad_output):
    grad_output *= self.outputs * (1 - self.outputs)
    return grad_output
