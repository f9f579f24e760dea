"""Mistakes in rnn_backward: each function is one, and its docstring says which."""

import torch

from work04_grconv.recurrent.bptt import Gradients

OBJECT = "work04_grconv.recurrent.bptt:rnn_backward"


def bias_of_both(inputs, initial, states, grad_outputs, weights):
    """Adds up the gradients of both biases."""
    grad_weight_ih = torch.zeros_like(weights.weight_ih)
    grad_weight_hh = torch.zeros_like(weights.weight_hh)
    grad_bias = torch.zeros_like(weights.bias_ih)
    grad_inputs = torch.empty_like(inputs)
    grad_future = torch.zeros_like(initial)
    for time in range(len(inputs) - 1, -1, -1):
        before = states[time - 1] if time else initial
        grad_a = (grad_outputs[time] + grad_future) * (1 - states[time] ** 2)
        grad_weight_ih += grad_a.T @ inputs[time]
        grad_weight_hh += grad_a.T @ before
        grad_bias += 2 * grad_a.sum(dim=0)
        grad_inputs[time] = grad_a @ weights.weight_ih
        grad_future = grad_a @ weights.weight_hh
    return Gradients(grad_inputs, grad_future, grad_weight_ih, grad_weight_hh, grad_bias)


def by_autograd(inputs, initial, states, grad_outputs, weights):
    """Runs forward again, and lets autograd do it."""
    names = ("weight_ih", "weight_hh", "bias_ih")
    given = (inputs, initial, *(getattr(weights, name) for name in names))
    x, h, w_ih, w_hh, bias = leaves = [t.detach().clone().requires_grad_() for t in given]
    shown = []
    for step in x:
        h = torch.tanh(step @ w_ih.T + h @ w_hh.T + bias + weights.bias_hh)
        shown.append(h)
    return Gradients(*torch.autograd.grad(torch.stack(shown), leaves, grad_outputs))


def by_vjp(inputs, initial, states, grad_outputs, weights):
    """Lets torch.func do it."""

    def forward(x, h, w_ih, w_hh, bias):
        shown = []
        for step in x:
            h = torch.tanh(step @ w_ih.T + h @ w_hh.T + bias + weights.bias_hh)
            shown.append(h)
        return torch.stack(shown)

    given = (inputs, initial, weights.weight_ih, weights.weight_hh, weights.bias_ih)
    return Gradients(*torch.func.vjp(forward, *given)[1](grad_outputs))


def changes_the_gradients_given(inputs, initial, states, grad_outputs, weights):
    """Adds the future to the gradients that it was given."""
    grad_weight_ih = torch.zeros_like(weights.weight_ih)
    grad_weight_hh = torch.zeros_like(weights.weight_hh)
    grad_bias = torch.zeros_like(weights.bias_ih)
    grad_inputs = torch.empty_like(inputs)
    grad_future = torch.zeros_like(initial)
    for time in range(len(inputs) - 1, -1, -1):
        before = states[time - 1] if time else initial
        grad_a = grad_outputs[time].add_(grad_future) * (1 - states[time] ** 2)
        grad_weight_ih += grad_a.T @ inputs[time]
        grad_weight_hh += grad_a.T @ before
        grad_bias += grad_a.sum(dim=0)
        grad_inputs[time] = grad_a @ weights.weight_ih
        grad_future = grad_a @ weights.weight_hh
    return Gradients(grad_inputs, grad_future, grad_weight_ih, grad_weight_hh, grad_bias)


def forgets_the_future(inputs, initial, states, grad_outputs, weights):
    """Back-propagates each step alone."""
    grad_weight_ih = torch.zeros_like(weights.weight_ih)
    grad_weight_hh = torch.zeros_like(weights.weight_hh)
    grad_bias = torch.zeros_like(weights.bias_ih)
    grad_inputs = torch.empty_like(inputs)
    grad_future = torch.zeros_like(initial)
    for time in range(len(inputs) - 1, -1, -1):
        before = states[time - 1] if time else initial
        grad_a = grad_outputs[time] * (1 - states[time] ** 2)
        grad_weight_ih += grad_a.T @ inputs[time]
        grad_weight_hh += grad_a.T @ before
        grad_bias += grad_a.sum(dim=0)
        grad_inputs[time] = grad_a @ weights.weight_ih
        grad_future = grad_a @ weights.weight_hh
    return Gradients(grad_inputs, grad_future, grad_weight_ih, grad_weight_hh, grad_bias)


def future_after_the_slope(inputs, initial, states, grad_outputs, weights):
    """Adds the future after the slope."""
    grad_weight_ih = torch.zeros_like(weights.weight_ih)
    grad_weight_hh = torch.zeros_like(weights.weight_hh)
    grad_bias = torch.zeros_like(weights.bias_ih)
    grad_inputs = torch.empty_like(inputs)
    grad_future = torch.zeros_like(initial)
    for time in range(len(inputs) - 1, -1, -1):
        before = states[time - 1] if time else initial
        grad_a = grad_outputs[time] * (1 - states[time] ** 2) + grad_future
        grad_weight_ih += grad_a.T @ inputs[time]
        grad_weight_hh += grad_a.T @ before
        grad_bias += grad_a.sum(dim=0)
        grad_inputs[time] = grad_a @ weights.weight_ih
        grad_future = grad_a @ weights.weight_hh
    return Gradients(grad_inputs, grad_future, grad_weight_ih, grad_weight_hh, grad_bias)


def last_step_wins(inputs, initial, states, grad_outputs, weights):
    """Keeps the last step's gradient of the weights, not the sum."""
    grad_weight_ih = torch.zeros_like(weights.weight_ih)
    grad_weight_hh = torch.zeros_like(weights.weight_hh)
    grad_bias = torch.zeros_like(weights.bias_ih)
    grad_inputs = torch.empty_like(inputs)
    grad_future = torch.zeros_like(initial)
    for time in range(len(inputs) - 1, -1, -1):
        before = states[time - 1] if time else initial
        grad_a = (grad_outputs[time] + grad_future) * (1 - states[time] ** 2)
        grad_weight_ih = grad_a.T @ inputs[time]
        grad_weight_hh += grad_a.T @ before
        grad_bias += grad_a.sum(dim=0)
        grad_inputs[time] = grad_a @ weights.weight_ih
        grad_future = grad_a @ weights.weight_hh
    return Gradients(grad_inputs, grad_future, grad_weight_ih, grad_weight_hh, grad_bias)


def linear(inputs, initial, states, grad_outputs, weights):
    """Forgets the slope of tanh."""
    grad_weight_ih = torch.zeros_like(weights.weight_ih)
    grad_weight_hh = torch.zeros_like(weights.weight_hh)
    grad_bias = torch.zeros_like(weights.bias_ih)
    grad_inputs = torch.empty_like(inputs)
    grad_future = torch.zeros_like(initial)
    for time in range(len(inputs) - 1, -1, -1):
        before = states[time - 1] if time else initial
        grad_a = grad_outputs[time] + grad_future
        grad_weight_ih += grad_a.T @ inputs[time]
        grad_weight_hh += grad_a.T @ before
        grad_bias += grad_a.sum(dim=0)
        grad_inputs[time] = grad_a @ weights.weight_ih
        grad_future = grad_a @ weights.weight_hh
    return Gradients(grad_inputs, grad_future, grad_weight_ih, grad_weight_hh, grad_bias)


def mean_over_the_batch(inputs, initial, states, grad_outputs, weights):
    """Averages over the batch."""
    grad_weight_ih = torch.zeros_like(weights.weight_ih)
    grad_weight_hh = torch.zeros_like(weights.weight_hh)
    grad_bias = torch.zeros_like(weights.bias_ih)
    grad_inputs = torch.empty_like(inputs)
    grad_future = torch.zeros_like(initial)
    for time in range(len(inputs) - 1, -1, -1):
        before = states[time - 1] if time else initial
        grad_a = (grad_outputs[time] + grad_future) * (1 - states[time] ** 2)
        grad_weight_ih += grad_a.T @ inputs[time] / len(initial)
        grad_weight_hh += grad_a.T @ before / len(initial)
        grad_bias += grad_a.mean(dim=0)
        grad_inputs[time] = grad_a @ weights.weight_ih
        grad_future = grad_a @ weights.weight_hh
    return Gradients(grad_inputs, grad_future, grad_weight_ih, grad_weight_hh, grad_bias)


def mean_over_time(inputs, initial, states, grad_outputs, weights):
    """Averages over the steps."""
    grad_weight_ih = torch.zeros_like(weights.weight_ih)
    grad_weight_hh = torch.zeros_like(weights.weight_hh)
    grad_bias = torch.zeros_like(weights.bias_ih)
    grad_inputs = torch.empty_like(inputs)
    grad_future = torch.zeros_like(initial)
    for time in range(len(inputs) - 1, -1, -1):
        before = states[time - 1] if time else initial
        grad_a = (grad_outputs[time] + grad_future) * (1 - states[time] ** 2)
        grad_weight_ih += grad_a.T @ inputs[time]
        grad_weight_hh += grad_a.T @ before
        grad_bias += grad_a.sum(dim=0)
        grad_inputs[time] = grad_a @ weights.weight_ih
        grad_future = grad_a @ weights.weight_hh
    return Gradients(
        grad_inputs,
        grad_future,
        grad_weight_ih / len(inputs),
        grad_weight_hh / len(inputs),
        grad_bias,
    )


def no_gradient_for_the_start(inputs, initial, states, grad_outputs, weights):
    """Gives the first state no gradient."""
    grad_weight_ih = torch.zeros_like(weights.weight_ih)
    grad_weight_hh = torch.zeros_like(weights.weight_hh)
    grad_bias = torch.zeros_like(weights.bias_ih)
    grad_inputs = torch.empty_like(inputs)
    grad_future = torch.zeros_like(initial)
    for time in range(len(inputs) - 1, -1, -1):
        before = states[time - 1] if time else initial
        grad_a = (grad_outputs[time] + grad_future) * (1 - states[time] ** 2)
        grad_weight_ih += grad_a.T @ inputs[time]
        grad_weight_hh += grad_a.T @ before
        grad_bias += grad_a.sum(dim=0)
        grad_inputs[time] = grad_a @ weights.weight_ih
        grad_future = grad_a @ weights.weight_hh
    return Gradients(
        grad_inputs, torch.zeros_like(initial), grad_weight_ih, grad_weight_hh, grad_bias
    )


def same_state(inputs, initial, states, grad_outputs, weights):
    """Multiplies with the state after the step in place of the one before."""
    grad_weight_ih = torch.zeros_like(weights.weight_ih)
    grad_weight_hh = torch.zeros_like(weights.weight_hh)
    grad_bias = torch.zeros_like(weights.bias_ih)
    grad_inputs = torch.empty_like(inputs)
    grad_future = torch.zeros_like(initial)
    for time in range(len(inputs) - 1, -1, -1):
        before = states[time]
        grad_a = (grad_outputs[time] + grad_future) * (1 - states[time] ** 2)
        grad_weight_ih += grad_a.T @ inputs[time]
        grad_weight_hh += grad_a.T @ before
        grad_bias += grad_a.sum(dim=0)
        grad_inputs[time] = grad_a @ weights.weight_ih
        grad_future = grad_a @ weights.weight_hh
    return Gradients(grad_inputs, grad_future, grad_weight_ih, grad_weight_hh, grad_bias)


def sigmoid_derivative(inputs, initial, states, grad_outputs, weights):
    """Takes the derivative of the sigmoid."""
    grad_weight_ih = torch.zeros_like(weights.weight_ih)
    grad_weight_hh = torch.zeros_like(weights.weight_hh)
    grad_bias = torch.zeros_like(weights.bias_ih)
    grad_inputs = torch.empty_like(inputs)
    grad_future = torch.zeros_like(initial)
    for time in range(len(inputs) - 1, -1, -1):
        before = states[time - 1] if time else initial
        grad_a = (grad_outputs[time] + grad_future) * states[time] * (1 - states[time])
        grad_weight_ih += grad_a.T @ inputs[time]
        grad_weight_hh += grad_a.T @ before
        grad_bias += grad_a.sum(dim=0)
        grad_inputs[time] = grad_a @ weights.weight_ih
        grad_future = grad_a @ weights.weight_hh
    return Gradients(grad_inputs, grad_future, grad_weight_ih, grad_weight_hh, grad_bias)


def starts_from_nothing(inputs, initial, states, grad_outputs, weights):
    """Takes the first step to start from a state of zeros."""
    grad_weight_ih = torch.zeros_like(weights.weight_ih)
    grad_weight_hh = torch.zeros_like(weights.weight_hh)
    grad_bias = torch.zeros_like(weights.bias_ih)
    grad_inputs = torch.empty_like(inputs)
    grad_future = torch.zeros_like(initial)
    for time in range(len(inputs) - 1, -1, -1):
        before = states[time - 1] if time else torch.zeros_like(initial)
        grad_a = (grad_outputs[time] + grad_future) * (1 - states[time] ** 2)
        grad_weight_ih += grad_a.T @ inputs[time]
        grad_weight_hh += grad_a.T @ before
        grad_bias += grad_a.sum(dim=0)
        grad_inputs[time] = grad_a @ weights.weight_ih
        grad_future = grad_a @ weights.weight_hh
    return Gradients(grad_inputs, grad_future, grad_weight_ih, grad_weight_hh, grad_bias)


def transposed_weights(inputs, initial, states, grad_outputs, weights):
    """Multiplies with the transposed matrix on the way back."""
    grad_weight_ih = torch.zeros_like(weights.weight_ih)
    grad_weight_hh = torch.zeros_like(weights.weight_hh)
    grad_bias = torch.zeros_like(weights.bias_ih)
    grad_inputs = torch.empty_like(inputs)
    grad_future = torch.zeros_like(initial)
    for time in range(len(inputs) - 1, -1, -1):
        before = states[time - 1] if time else initial
        grad_a = (grad_outputs[time] + grad_future) * (1 - states[time] ** 2)
        grad_weight_ih += grad_a.T @ inputs[time]
        grad_weight_hh += grad_a.T @ before
        grad_bias += grad_a.sum(dim=0)
        grad_inputs[time] = grad_a @ weights.weight_ih
        grad_future = grad_a @ weights.weight_hh.T
    return Gradients(grad_inputs, grad_future, grad_weight_ih, grad_weight_hh, grad_bias)


def zeros(inputs, initial, states, grad_outputs, weights):
    """Returns zeros."""
    given = (inputs, initial, weights.weight_ih, weights.weight_hh, weights.bias_ih)
    return Gradients(*(torch.zeros_like(tensor) for tensor in given))


def in_double(inputs, initial, states, grad_outputs, weights):
    """Answers in float64 whatever goes in."""
    grad_inputs = torch.empty_like(inputs).double()
    grad_weight_ih = torch.zeros_like(weights.weight_ih).double()
    grad_weight_hh = torch.zeros_like(weights.weight_hh).double()
    grad_bias = torch.zeros_like(weights.bias_ih).double()
    grad_future = torch.zeros_like(initial).double()
    for time in range(len(inputs) - 1, -1, -1):
        before = states[time - 1] if time else initial
        grad_a = (grad_outputs[time] + grad_future) * (1 - states[time] ** 2)
        grad_weight_ih += grad_a.T @ inputs[time].double()
        grad_weight_hh += grad_a.T @ before.double()
        grad_bias += grad_a.sum(dim=0)
        grad_inputs[time] = grad_a @ weights.weight_ih.double()
        grad_future = grad_a @ weights.weight_hh.double()
    return Gradients(grad_inputs, grad_future, grad_weight_ih, grad_weight_hh, grad_bias)


def zeroes_the_bias(inputs, initial, states, grad_outputs, weights):
    """Sums the bias's gradient up in the layer's own bias."""
    grad_weight_ih = torch.zeros_like(weights.weight_ih)
    grad_weight_hh = torch.zeros_like(weights.weight_hh)
    grad_bias = weights.bias_ih.zero_()
    grad_inputs = torch.empty_like(inputs)
    grad_future = torch.zeros_like(initial)
    for time in range(len(inputs) - 1, -1, -1):
        before = states[time - 1] if time else initial
        grad_a = (grad_outputs[time] + grad_future) * (1 - states[time] ** 2)
        grad_weight_ih += grad_a.T @ inputs[time]
        grad_weight_hh += grad_a.T @ before
        grad_bias += grad_a.sum(dim=0)
        grad_inputs[time] = grad_a @ weights.weight_ih
        grad_future = grad_a @ weights.weight_hh
    return Gradients(grad_inputs, grad_future, grad_weight_ih, grad_weight_hh, grad_bias)


def zeroes_the_matrices(inputs, initial, states, grad_outputs, weights):
    """Leaves the layer without its matrices: each becomes its gradient at the end."""
    grad_weight_ih = torch.zeros_like(weights.weight_ih)
    grad_weight_hh = torch.zeros_like(weights.weight_hh)
    grad_bias = torch.zeros_like(weights.bias_ih)
    grad_inputs = torch.empty_like(inputs)
    grad_future = torch.zeros_like(initial)
    for time in range(len(inputs) - 1, -1, -1):
        before = states[time - 1] if time else initial
        grad_a = (grad_outputs[time] + grad_future) * (1 - states[time] ** 2)
        grad_weight_ih += grad_a.T @ inputs[time]
        grad_weight_hh += grad_a.T @ before
        grad_bias += grad_a.sum(dim=0)
        grad_inputs[time] = grad_a @ weights.weight_ih
        grad_future = grad_a @ weights.weight_hh
    grad_weight_ih = weights.weight_ih.copy_(grad_weight_ih)
    grad_weight_hh = weights.weight_hh.copy_(grad_weight_hh)
    return Gradients(grad_inputs, grad_future, grad_weight_ih, grad_weight_hh, grad_bias)
