"""Right solutions of the exercise "Back-propagation through time"."""

import numpy as np
import torch

from work04_grconv.recurrent.bptt import Gradients

OBJECT = "work04_grconv.recurrent.bptt:rnn_backward"


def sums_at_the_end(inputs, initial, states, grad_outputs, weights):
    """Keep every step's ∂L/∂a, and make one product over all steps at the end."""
    grad_a, future = [], torch.zeros_like(initial)
    for state, grad in zip(states.flip(0), grad_outputs.flip(0), strict=True):
        grad_a.insert(0, (grad + future) * (1 - state * state))
        future = grad_a[0] @ weights.weight_hh
    grad_a = torch.stack(grad_a)
    before = torch.cat((initial[None], states[:-1]))
    return Gradients(
        grad_a @ weights.weight_ih,
        future,
        torch.einsum("tbh,tbi->hi", grad_a, inputs),
        torch.einsum("tbh,tbk->hk", grad_a, before),
        grad_a.sum(dim=(0, 1)),
    )


def by_recursion(inputs, initial, states, grad_outputs, weights):
    """A step's gradients need those of the step after it."""
    total = {"ih": 0, "hh": 0, "bias": 0}
    grad_inputs = [None] * len(inputs)

    def back(time):
        """Return the gradient of the state before step `time`, by what comes from there on."""
        if time == len(inputs):
            return torch.zeros_like(initial)
        grad_a = (grad_outputs[time] + back(time + 1)) * (1 - states[time].square())
        before = initial if time == 0 else states[time - 1]
        total["ih"] = total["ih"] + grad_a.T @ inputs[time]
        total["hh"] = total["hh"] + grad_a.T @ before
        total["bias"] = total["bias"] + grad_a.sum(0)
        grad_inputs[time] = grad_a @ weights.weight_ih
        return grad_a @ weights.weight_hh

    grad_initial = back(0)
    return Gradients(
        torch.stack(grad_inputs), grad_initial, total["ih"], total["hh"], total["bias"]
    )


def with_numpy(inputs, initial, states, grad_outputs, weights):
    """Reckon in NumPy, and hand back tensors."""
    x, h0, h, up = (t.detach().numpy() for t in (inputs, initial, states, grad_outputs))
    w_ih, w_hh = (w.detach().numpy() for w in (weights.weight_ih, weights.weight_hh))
    before = np.concatenate((h0[None], h[:-1]))
    grad_a, future = np.zeros_like(h), np.zeros_like(h0)
    for time in reversed(range(len(x))):
        grad_a[time] = (up[time] + future) * (1 - h[time] ** 2)
        future = grad_a[time] @ w_hh
    parts = (
        grad_a @ w_ih, future, np.tensordot(grad_a, x, axes=((0, 1), (0, 1))),
        np.tensordot(grad_a, before, axes=((0, 1), (0, 1))), grad_a.sum(axis=(0, 1)),
    )  # fmt: skip
    return Gradients(*(torch.from_numpy(np.ascontiguousarray(part)) for part in parts))


def sample_by_sample(inputs, initial, states, grad_outputs, weights):
    """Add up outer products of one sentence after the other."""
    grad_ih, grad_hh = torch.zeros_like(weights.weight_ih), torch.zeros_like(weights.weight_hh)
    grad_bias = torch.zeros_like(weights.bias_hh)
    grad_inputs, grad_initial = torch.zeros_like(inputs), torch.zeros_like(initial)
    for b in range(initial.shape[0]):
        future = initial.new_zeros(initial.shape[1])
        for t in range(len(inputs))[::-1]:
            a = (1 - states[t, b].pow(2)) * (grad_outputs[t, b] + future)
            grad_ih += torch.outer(a, inputs[t, b])
            grad_hh += torch.outer(a, states[t - 1, b] if t > 0 else initial[b])
            grad_bias += a
            grad_inputs[t, b] = weights.weight_ih.T @ a
            future = weights.weight_hh.T @ a
        grad_initial[b] = future
    return Gradients(grad_inputs, grad_initial, grad_ih, grad_hh, grad_bias)


def jacobian_matrices(inputs, initial, states, grad_outputs, weights):
    """Multiply by each step's whole Jacobian, diag(1 − h²) W_hh."""
    slopes = 1 - states**2
    jacobians = slopes[..., None] * weights.weight_hh  # ∂h_t / ∂h_{t−1}
    grad_states = list(grad_outputs.unbind())
    for t in range(len(states) - 1, 0, -1):
        through = torch.einsum("bh,bhk->bk", grad_states[t], jacobians[t])
        grad_states[t - 1] = grad_states[t - 1] + through
    grad_initial = torch.einsum("bh,bhk->bk", grad_states[0], jacobians[0])
    grad_a = (torch.stack(grad_states) * slopes).flatten(0, 1)
    before = torch.cat((initial.unsqueeze(0), states[:-1])).flatten(0, 1)
    return Gradients(
        (grad_a @ weights.weight_ih).view_as(inputs),
        grad_initial,
        grad_a.mT @ inputs.flatten(0, 1),
        grad_a.mT @ before,
        grad_a.mT @ grad_a.new_ones(len(grad_a)),
    )


def each_loss_through_all_steps(inputs, initial, states, grad_outputs, weights):
    """Send what each step showed back through all steps before it, by itself."""
    zeros = [torch.zeros_like(w) for w in (weights.weight_ih, weights.weight_hh, weights.bias_ih)]
    grad_ih, grad_hh, grad_bias = zeros
    grad_inputs, grad_initial = torch.zeros_like(inputs), torch.zeros_like(initial)
    for shown in range(len(inputs)):
        grad = grad_outputs[shown]
        for time in range(shown, -1, -1):
            grad_a = grad - grad * states[time] ** 2
            grad_ih = grad_ih + grad_a.T @ inputs[time]
            grad_hh = grad_hh + grad_a.T @ (states[time - 1] if time else initial)
            grad_bias = grad_bias + grad_a.sum(dim=0)
            grad_inputs[time] += grad_a @ weights.weight_ih
            grad = grad_a @ weights.weight_hh
        grad_initial = grad_initial + grad
    return Gradients(grad_inputs, grad_initial, grad_ih, grad_hh, grad_bias)


def a_tape_of_closures(inputs, initial, states, grad_outputs, weights):
    """Write a tape forwards, and play it backwards."""
    grads = {
        "inputs": torch.zeros_like(inputs), "ih": torch.zeros_like(weights.weight_ih),
        "hh": torch.zeros_like(weights.weight_hh), "bias": torch.zeros_like(weights.bias_ih),
    }  # fmt: skip
    tape, before = [], initial
    for x, h, up, grad_x in zip(inputs, states, grad_outputs, grads["inputs"], strict=True):

        def step(future, x=x, h=h, up=up, before=before, grad_x=grad_x):
            grad_a = (up + future).mul(1 - h * h)
            grads["ih"].addmm_(grad_a.T, x)
            grads["hh"].addmm_(grad_a.T, before)
            grads["bias"].add_(grad_a.sum(0))
            grad_x.copy_(grad_a.mm(weights.weight_ih))
            return grad_a.mm(weights.weight_hh)

        tape.append(step)
        before = h
    future = torch.zeros_like(initial)
    while tape:
        future = tape.pop()(future)
    return Gradients(grads["inputs"], future, grads["ih"], grads["hh"], grads["bias"])


def one_linear_system(inputs, initial, states, grad_outputs, weights):
    """All ∂L/∂a at once: they solve a triangular system, whose blocks couple neighboring steps."""
    time, batch, hidden = states.shape
    slopes = 1 - states**2
    grad_a = torch.empty_like(states)
    for b in range(batch):
        system = torch.eye(time * hidden, dtype=states.dtype)
        for t in range(time - 1):
            rows = slice(t * hidden, (t + 1) * hidden)
            columns = slice((t + 1) * hidden, (t + 2) * hidden)
            system[rows, columns] = -slopes[t, b][:, None] * weights.weight_hh.T
        right = (slopes[:, b] * grad_outputs[:, b]).reshape(-1, 1)
        grad_a[:, b] = torch.linalg.solve_triangular(system, right, upper=True).view(time, hidden)
    before = torch.cat((initial[None], states[:-1]))
    return Gradients(
        torch.einsum("tbh,hi->tbi", grad_a, weights.weight_ih),
        grad_a[0] @ weights.weight_hh,
        sum(a.T @ x for a, x in zip(grad_a, inputs, strict=True)),
        sum(a.T @ h for a, h in zip(grad_a, before, strict=True)),
        torch.einsum("tbh->h", grad_a),
    )


def with_einsum(inputs, initial, states, grad_outputs, weights):
    """Name the axes of every step."""
    parts = {"ih": [], "hh": [], "bias": [], "x": []}
    grad_h = grad_outputs[-1]
    for t in reversed(range(len(inputs))):
        a = torch.einsum("bh,bh->bh", grad_h, 1 - states[t] * states[t])
        previous = states[t - 1] if t >= 1 else initial
        parts["ih"].append(torch.einsum("bh,bi->hi", a, inputs[t]))
        parts["hh"].append(torch.einsum("bh,bk->hk", a, previous))
        parts["bias"].append(torch.einsum("bh->h", a))
        parts["x"].append(torch.einsum("bh,hi->bi", a, weights.weight_ih))
        grad_h = torch.einsum("bh,hk->bk", a, weights.weight_hh)
        if t:
            grad_h = grad_h + grad_outputs[t - 1]
    return Gradients(
        grad_inputs=torch.stack(parts["x"][::-1]),
        grad_initial=grad_h,
        grad_weight_ih=torch.stack(parts["ih"]).sum(0),
        grad_weight_hh=torch.stack(parts["hh"]).sum(0),
        grad_bias=torch.stack(parts["bias"]).sum(0),
    )
