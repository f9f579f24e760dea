"""Returns the input's gradient and leaves the parameters' gradients unwritten."""

OBJECT = "work01_house_prices.layers.layers:Linear.backward"
CAUGHT_BY = "linear_backward"


def backward(self, grad_output):
    return grad_output @ self.parameters["weight"]
