"""Adds to the last step's gradients and never forgets them."""

OBJECT = "work01_house_prices.layers.layers:Linear.backward_parameters"
CAUGHT_BY = "linear_backward_parameters"


def backward_parameters(self, grad_output):
    self.gradients["weight"] += grad_output.T @ self.inputs
    self.gradients["bias"] += grad_output.sum(axis=0)
