"""Mistakes in Sequential.backward_parameters: each function is one, and its docstring says which."""

OBJECT = "work01_house_prices.layers.layers:Sequential.backward_parameters"


def not_chained(self, grad_output):
    """Gives every layer the loss's gradient, instead of what the layer after it returned."""
    for layer in reversed(self.layers):
        layer.backward_parameters(grad_output)


def not_reversed(self, grad_output):
    """Goes through the layers from first to last, as in the forward pass."""
    for layer in self.layers:
        grad_output = layer.backward(grad_output)


def of_the_first_layer(self, grad_output):
    """The first layer computes ∂L/∂input, which nobody asks for."""
    for layer in reversed(self.layers):
        grad_output = layer.backward(grad_output)


def parameters_only(self, grad_output):
    """Every layer gets the loss's gradient."""
    for layer in reversed(self.layers):
        layer.backward_parameters(grad_output)


def without_the_first_layer(self, grad_output):
    """The first layer gets no gradient."""
    for layer in reversed(self.layers[1:]):
        grad_output = layer.backward(grad_output)


def zeros(self, grad_output):
    """The gradients are set to zero."""
    self.gradients.fill(0)
