"""Back-propagation through a network, in other forms."""

import functools

OBJECT = "work01_house_prices.layers.layers:Sequential.backward_parameters"


def chain_by_index(self, grad_output):
    """Count the layers down."""
    for i in range(len(self.layers) - 1, 0, -1):
        grad_output = self.layers[i].backward(grad_output)
    self.layers[0].backward_parameters(grad_output)


def chain_with_a_stack(self, grad_output):
    """Take the layers off a stack."""
    stack = list(self.layers)
    while len(stack) > 1:
        grad_output = stack.pop().backward(grad_output)
    stack.pop().backward_parameters(grad_output)


def chain_by_unpacking(self, grad_output):
    """Tell the first layer from the others."""
    first, *others = self.layers
    for layer in others[::-1]:
        grad_output = layer.backward(grad_output)
    first.backward_parameters(grad_output)


def chain_by_recursion(self, grad_output):
    """Recur from the last layer."""

    def go(layers, gradient):
        if len(layers) == 1:
            layers[0].backward_parameters(gradient)
        else:
            go(layers[:-1], layers[-1].backward(gradient))

    go(self.layers, grad_output)


def chain_by_reduction(self, grad_output):
    """Reduce over the layers."""
    others = reversed(self.layers[1:])
    gradient = functools.reduce(lambda g, layer: layer.backward(g), others, grad_output)
    self.layers[0].backward_parameters(gradient)


def chain_with_a_branch(self, grad_output):
    """Ask within the loop whether it is the first layer."""
    for position, layer in reversed(list(enumerate(self.layers))):
        if position == 0:
            layer.backward_parameters(grad_output)
            return
        grad_output = layer.backward(grad_output)


def chain_of_a_smaller_network(self, grad_output):
    """Look at the upper layers as a network of their own."""
    upper = Sequential.__new__(Sequential)
    upper.layers = self.layers[1:]
    self.layers[0].backward_parameters(Sequential.backward(upper, grad_output))


def chain_of_closures(self, grad_output):
    """Compose the backward passes, then call them."""
    passes = self.layers[0].backward_parameters
    for layer in self.layers[1:]:
        passes = functools.partial(
            lambda after, backward, g: after(backward(g)), passes, layer.backward
        )
    passes(grad_output)


def chain_with_all_gradients_kept(self, grad_output):
    """Keep every layer's gradient, by its number."""
    gradients = {len(self.layers) - 1: grad_output}
    for i in sorted(range(1, len(self.layers)), reverse=True):
        gradients[i - 1] = self.layers[i].backward(gradients[i])
    self.layers[0].backward_parameters(gradients[0])
