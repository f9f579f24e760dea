"""Mistakes in Linear.backward_parameters: each function is one, and its docstring says which."""

OBJECT = "work01_house_prices.layers.layers:Linear.backward_parameters"


def accumulates(self, grad_output):
    """Adds to the last step's gradients and never forgets them."""
    self.gradients["weight"] += grad_output.T @ self.inputs
    self.gradients["bias"] += grad_output.sum(axis=0)


def mean(self, grad_output):
    """Averages over the batch, though the loss has done so already."""
    self.gradients["weight"][...] = grad_output.T @ self.inputs / len(grad_output)
    self.gradients["bias"][...] = grad_output.mean(axis=0)


def new_arrays(self, grad_output):
    """New arrays take the place of those that the optimizer looks at."""
    self.gradients["weight"] = grad_output.T @ self.inputs
    self.gradients["bias"] = grad_output.sum(axis=0)


def without_bias(self, grad_output):
    """The bias's gradient is forgotten."""
    self.gradients["weight"][...] = grad_output.T @ self.inputs
