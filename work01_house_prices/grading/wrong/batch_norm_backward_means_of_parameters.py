"""γ's and β's gradients are means over the batch."""

OBJECT = "work01_house_prices.layers.layers:BatchNorm.backward"
CAUGHT_BY = "batch_norm_backward"


def backward(self, grad_output):
    self.gradients["weight"][...] = (grad_output * self.normalized).mean(axis=0)
    self.gradients["bias"][...] = grad_output.mean(axis=0)
    grad = grad_output * self.parameters["weight"]
    if self.training:
        grad = grad - grad.mean(axis=0) - self.normalized * (grad * self.normalized).mean(axis=0)
    return grad * self.inverse_std
