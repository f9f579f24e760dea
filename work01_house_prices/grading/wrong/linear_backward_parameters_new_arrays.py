"""New arrays take the place of those that the optimizer looks at."""

OBJECT = "work01_house_prices.layers.layers:Linear.backward_parameters"
CAUGHT_BY = "linear_backward_parameters"


def backward_parameters(self, grad_output):
    self.gradients["weight"] = grad_output.T @ self.inputs
    self.gradients["bias"] = grad_output.sum(axis=0)
