"""The derivative of tanh, 1 − σ², where that of the sigmoid belongs."""

OBJECT = "work01_house_prices.layers.layers:Sigmoid.backward"
CAUGHT_BY = "sigmoid_backward"


def backward(self, grad_output):
    return grad_output * (1 - self.outputs**2)
