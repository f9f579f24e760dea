"""Takes the batch's mean and variance for constants: two of the three paths to x are missing."""

OBJECT = "work01_house_prices.layers.layers:BatchNorm.backward"
CAUGHT_BY = "batch_norm_backward"


def backward(self, grad_output):
    self.gradients["weight"][...] = (grad_output * self.normalized).sum(axis=0)
    self.gradients["bias"][...] = grad_output.sum(axis=0)
    return grad_output * self.parameters["weight"] * self.inverse_std
