"""The network from tensors, trained in other forms."""

import numpy as np
import torch

OBJECT = "work01_house_prices.networks.tensor_network:train"


def train_with_autograd_grad(weights, features, targets, learning_rate, steps):
    """Ask autograd for the gradients, and put them where the optimizer looks."""
    parameters = tensors_of(weights)
    optimizer = Adam(parameters, learning_rate)
    x, y = torch.tensor(features), torch.tensor(targets)
    losses = []
    for _ in range(steps):
        loss = (forward(parameters, x) - y).square().mean()
        gradients = torch.autograd.grad(loss, list(parameters.values()))
        for parameter, gradient in zip(parameters.values(), gradients, strict=True):
            parameter.grad = gradient
        optimizer.step()
        losses.append(float(loss.detach()))
    return {name: p.detach().numpy() for name, p in parameters.items()}, losses


def train_with_own_adam(weights, features, targets, learning_rate, steps):
    """Write Adam out with new tensors in each step."""
    theta = {name: torch.tensor(array) for name, array in weights.items()}
    m = {name: torch.zeros_like(p) for name, p in theta.items()}
    v = {name: torch.zeros_like(p) for name, p in theta.items()}
    x, y = torch.from_numpy(features), torch.from_numpy(targets)
    losses = []
    for t in range(1, steps + 1):
        leaves = {name: p.clone().requires_grad_() for name, p in theta.items()}
        loss = torch.mean((forward(leaves, x) - y) ** 2)
        loss.backward()
        losses.append(loss.detach())
        for name, leaf in leaves.items():
            m[name] = 0.9 * m[name] + 0.1 * leaf.grad
            v[name] = 0.999 * v[name] + 0.001 * leaf.grad**2
            m_hat, v_hat = m[name] / (1 - 0.9**t), v[name] / (1 - 0.999**t)
            theta[name] = theta[name] - learning_rate * m_hat / (v_hat.sqrt() + 1e-8)
    return {name: p.numpy() for name, p in theta.items()}, losses


def train_with_own_forward(weights, features, targets, learning_rate, steps):
    """Write the forward pass as a loop over pairs, the activation as a clamp."""
    parameters = tensors_of(weights)
    optimizer = Adam(parameters, learning_rate)
    y = torch.from_numpy(targets)
    losses = np.empty(steps)
    for step in range(steps):
        optimizer.zero_grad()
        h = torch.from_numpy(features)
        pairs = list(parameters.values())
        for weight, bias in zip(pairs[::2], pairs[1::2], strict=True):
            h = (
                torch.einsum("bi,oi->bo", h if weight is pairs[0] else h.clamp(min=0), weight)
                + bias
            )
        loss = (h - y).pow(2).sum() / y.numel()
        loss.backward()
        optimizer.step()
        losses[step] = loss.item()
    return {name: np.array(p.detach()) for name, p in parameters.items()}, losses


def train_with_fresh_gradients_afterwards(weights, features, targets, learning_rate, steps):
    """Forget the gradients after the step."""
    parameters = tensors_of({name: array.copy() for name, array in weights.items()})
    optimizer = Adam(parameters, learning_rate)
    x, y = torch.as_tensor(features), torch.as_tensor(targets)
    losses = []
    while len(losses) < steps:
        error = forward(parameters, x) - y
        loss = torch.dot(error.ravel(), error.ravel()) / error.numel()
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        losses += [loss.item()]
    return {name: p.data.numpy().copy() for name, p in parameters.items()}, losses


def train_one_flat_vector(weights, features, targets, learning_rate, steps):
    """Keep all parameters in one vector, and let Adam move it as one."""
    flat = torch.cat([torch.from_numpy(array).ravel() for array in weights.values()])
    parameters = {"all": flat.clone().requires_grad_()}
    optimizer = Adam(parameters, learning_rate)
    sizes = [array.size for array in weights.values()]

    def unpacked(vector):
        parts = zip(weights.items(), vector.split(sizes), strict=True)
        return {name: part.reshape(array.shape) for (name, array), part in parts}

    x, y = torch.from_numpy(features), torch.from_numpy(targets)
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = (forward(unpacked(parameters["all"]), x) - y).square().mean()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    trained = unpacked(parameters["all"].detach())
    return {name: p.numpy().copy() for name, p in trained.items()}, losses


def train_with_torch_func(weights, features, targets, learning_rate, steps):
    """Differentiate a function of the parameters."""
    parameters = tensors_of(weights)
    optimizer = Adam(parameters, learning_rate)
    x, y = torch.from_numpy(features), torch.from_numpy(targets)
    value_and_gradient = torch.func.grad_and_value(lambda p: ((forward(p, x) - y) ** 2).mean())
    losses = []
    for _ in range(steps):
        plain = {name: p.detach() for name, p in parameters.items()}
        gradients, loss = value_and_gradient(plain)
        for name, gradient in gradients.items():
            parameters[name].grad = gradient
        optimizer.step()
        losses.append(loss.item())
    return {name: p.detach().numpy().copy() for name, p in parameters.items()}, losses


def train_row_by_row(weights, features, targets, learning_rate, steps):
    """Let each row add its share to the gradient, then step."""
    parameters = tensors_of(weights)
    optimizer = Adam(parameters, learning_rate)
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        total = 0.0
        for row, target in zip(features, targets, strict=True):
            error = forward(parameters, torch.tensor(row[None])) - torch.tensor(target)
            share = error.square().sum() / targets.size
            share.backward()
            total += share.item()
        optimizer.step()
        losses.append(total)
    return {name: p.detach().clone().numpy() for name, p in parameters.items()}, losses


def train_backwards_by_hand(weights, features, targets, learning_rate, steps):
    """Write the backward pass out with tensors."""
    parameters = tensors_of(weights)
    optimizer = Adam(parameters, learning_rate)
    x, y = torch.from_numpy(features), torch.from_numpy(targets)
    losses = []
    for _ in range(steps):
        with torch.no_grad():
            inputs, h = [], x
            for i in range(0, len(parameters), 2):
                inputs.append(h.relu() if i else h)
                h = inputs[-1] @ parameters[f"{i}.weight"].T + parameters[f"{i}.bias"]
            losses.append((h - y).square().mean().item())
            g = 2 * (h - y) / y.numel()
            for i in range(len(parameters) - 2, -1, -2):
                parameters[f"{i}.weight"].grad = g.T @ inputs[i // 2]
                parameters[f"{i}.bias"].grad = g.sum(dim=0)
                g = (g @ parameters[f"{i}.weight"]) * (inputs[i // 2] > 0)
        optimizer.step()
    return {name: p.detach().numpy().copy() for name, p in parameters.items()}, tuple(losses)


def train_with_tensors_for_constants(weights, features, targets, learning_rate, steps):
    """Keep Adam's constants as tensors, in torch's default precision."""
    parameters = tensors_of(weights)
    x, y = torch.from_numpy(features), torch.from_numpy(targets)
    beta1, beta2, eps = torch.tensor(0.9), torch.tensor(0.999), torch.tensor(1e-8)
    moments = {name: (torch.zeros_like(p), torch.zeros_like(p)) for name, p in parameters.items()}
    losses = []
    for t in range(1, steps + 1):
        loss = (forward(parameters, x) - y).pow(2).mean()
        gradients = torch.autograd.grad(loss, list(parameters.values()))
        losses.append(loss.item())
        with torch.no_grad():
            for (name, p), g in zip(parameters.items(), gradients, strict=True):
                m, v = moments[name]
                m = m * beta1 + g * 0.1
                v = v * beta2 + g**2 * 0.001
                moments[name] = m, v
                p -= (
                    torch.tensor(learning_rate)
                    * (m / (1 - beta1**t))
                    / ((v / (1 - beta2**t)).sqrt() + eps)
                )
    return {name: p.detach().numpy() for name, p in parameters.items()}, losses


def train_with_stacked_losses(weights, features, targets, learning_rate, steps):
    """Keep the losses as tensors, and stack them at the end."""
    parameters = tensors_of(weights)
    optimizer = Adam(parameters, learning_rate)
    x, y = torch.from_numpy(features), torch.from_numpy(targets)
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        losses.append((forward(parameters, x) - y).square().mean())
        losses[-1].backward()
        optimizer.step()
    trained = {name: p.detach().numpy().copy() for name, p in parameters.items()}
    return trained, torch.stack(losses).tolist()
