"""The bias's gradient is forgotten."""

OBJECT = "work01_house_prices.layers.layers:Linear.backward_parameters"
CAUGHT_BY = "linear_backward_parameters"


def backward_parameters(self, grad_output):
    self.gradients["weight"][...] = grad_output.T @ self.inputs
