"""Mistakes in Linear.backward: each function is one, and its docstring says which."""

OBJECT = "work01_house_prices.layers.layers:Linear.backward"


def changes_grad_output(self, grad_output):
    """The gradient that comes in is divided by the batch's size where it lies."""
    self.backward_parameters(grad_output)
    result = grad_output @ self.parameters["weight"]
    grad_output /= len(grad_output)
    return result


def echo(self, grad_output):
    """The gradient is handed on as it came."""
    self.backward_parameters(grad_output)
    return grad_output


def transposed(self, grad_output):
    """Multiplies by Wᵀ, as in the forward pass."""
    self.backward_parameters(grad_output)
    return grad_output @ self.parameters["weight"].T


def without_parameters(self, grad_output):
    """Returns the input's gradient and leaves the parameters' gradients unwritten."""
    return grad_output @ self.parameters["weight"]


def spoils_inputs(self, grad_output):
    """The result lies where the inputs were that `forward` kept."""
    self.backward_parameters(grad_output)
    result = grad_output @ self.parameters["weight"]
    self.inputs[...] = result
    return result


def steps_at_once(self, grad_output):
    """The parameters take a step as soon as their gradients are there: that is the optimizer's."""
    self.backward_parameters(grad_output)
    result = grad_output @ self.parameters["weight"]
    for name, gradient in self.gradients.items():
        self.parameters[name] -= 1e-3 * gradient
    return result
