"""Takes σ for its own derivative: the factor 1 − σ is missing."""

OBJECT = "work01_house_prices.layers.layers:Sigmoid.backward"
CAUGHT_BY = "sigmoid_backward"


def backward(self, grad_output):
    return grad_output * self.outputs
