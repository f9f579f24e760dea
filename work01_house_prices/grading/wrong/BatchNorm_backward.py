"""Mistakes in BatchNorm.backward: each function is one, and its docstring says which."""

OBJECT = "work01_house_prices.layers.layers:BatchNorm.backward"


def accumulates(self, grad_output):
    """The parameters' gradients are added to what is there."""
    self.gradients["weight"][...] += (grad_output * self.normalized).sum(axis=0)
    self.gradients["bias"][...] += grad_output.sum(axis=0)
    grad = grad_output * self.parameters["weight"]
    if self.training:
        grad = grad - grad.mean(axis=0) - self.normalized * (grad * self.normalized).mean(axis=0)
    return grad * self.inverse_std


def constant_statistics(self, grad_output):
    """Takes the batch's mean and variance for constants: two of the three paths to x are missing."""
    self.gradients["weight"][...] = (grad_output * self.normalized).sum(axis=0)
    self.gradients["bias"][...] = grad_output.sum(axis=0)
    return grad_output * self.parameters["weight"] * self.inverse_std


def constant_variance(self, grad_output):
    """Only the mean depends on x."""
    self.gradients["weight"][...] = (grad_output * self.normalized).sum(axis=0)
    self.gradients["bias"][...] = grad_output.sum(axis=0)
    grad = grad_output * self.parameters["weight"]
    if self.training:
        grad = grad - grad.mean(axis=0)
    return grad * self.inverse_std


def means_of_parameters(self, grad_output):
    """γ's and β's gradients are means over the batch."""
    self.gradients["weight"][...] = (grad_output * self.normalized).mean(axis=0)
    self.gradients["bias"][...] = grad_output.mean(axis=0)
    grad = grad_output * self.parameters["weight"]
    if self.training:
        grad = grad - grad.mean(axis=0) - self.normalized * (grad * self.normalized).mean(axis=0)
    return grad * self.inverse_std


def new_arrays(self, grad_output):
    """New arrays take the place of those that the optimizer looks at."""
    self.gradients["weight"] = (grad_output * self.normalized).sum(axis=0)
    self.gradients["bias"] = grad_output.sum(axis=0)
    grad = grad_output * self.parameters["weight"]
    if self.training:
        grad = grad - grad.mean(axis=0) - self.normalized * (grad * self.normalized).mean(axis=0)
    return grad * self.inverse_std


def training_always(self, grad_output):
    """Uses the training formula in evaluation too, where the statistics are constants."""
    self.gradients["weight"][...] = (grad_output * self.normalized).sum(axis=0)
    self.gradients["bias"][...] = grad_output.sum(axis=0)
    grad = grad_output * self.parameters["weight"]
    along_output = self.normalized * (grad * self.normalized).mean(axis=0)
    return (grad - grad.mean(axis=0) - along_output) * self.inverse_std


def without_eps(self, grad_output):
    """1 / σ is taken from x̂'s own spread: as if ε were zero."""
    self.gradients["weight"][...] = (grad_output * self.normalized).sum(axis=0)
    self.gradients["bias"][...] = grad_output.sum(axis=0)
    grad = grad_output * self.parameters["weight"]
    if self.training:
        grad = (grad - grad.mean(axis=0)) / self.normalized.std(axis=0) - self.normalized * (
            grad * self.normalized
        ).mean(axis=0)
    return grad * self.inverse_std


def without_gamma(self, grad_output):
    """γ is forgotten on the way back."""
    self.gradients["weight"][...] = (grad_output * self.normalized).sum(axis=0)
    self.gradients["bias"][...] = grad_output.sum(axis=0)
    grad = grad_output
    if self.training:
        grad = grad - grad.mean(axis=0) - self.normalized * (grad * self.normalized).mean(axis=0)
    return grad * self.inverse_std


def spoils_gamma(self, grad_output):
    """γ / σ is computed where γ lies."""
    self.gradients["weight"][...] = (grad_output * self.normalized).sum(axis=0)
    self.gradients["bias"][...] = grad_output.sum(axis=0)
    scale = self.parameters["weight"]
    scale *= self.inverse_std
    if not self.training:
        return scale * grad_output
    both = self.gradients["bias"] + self.normalized * self.gradients["weight"]
    return scale * (grad_output - both / len(grad_output))


def spoils_normalized(self, grad_output):
    """The part along x̂ is computed where x̂ lies."""
    self.gradients["weight"][...] = (grad_output * self.normalized).sum(axis=0)
    self.gradients["bias"][...] = grad_output.sum(axis=0)
    grad = grad_output * self.parameters["weight"]
    if self.training:
        along_output = self.normalized
        along_output *= (grad * self.normalized).mean(axis=0)
        grad = grad - grad.mean(axis=0) - along_output
    return grad * self.inverse_std
