"""Averages over the batch, though the loss has done so already."""

OBJECT = "work01_house_prices.layers.layers:Linear.backward_parameters"
CAUGHT_BY = "linear_backward_parameters"


def backward_parameters(self, grad_output):
    self.gradients["weight"][...] = grad_output.T @ self.inputs / len(grad_output)
    self.gradients["bias"][...] = grad_output.mean(axis=0)
