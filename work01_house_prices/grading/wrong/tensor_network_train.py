"""Mistakes in train: each function is one, and its docstring says which."""

import torch

from work01_house_prices.networks import numpy_network, tensor_network

OBJECT = "work01_house_prices.networks.tensor_network:train"


def accumulates(weights, features, targets, learning_rate, steps):
    """zero_grad is missing: each backward adds to the gradients of all steps before."""
    parameters = tensor_network.tensors_of(weights)
    optimizer = tensor_network.Adam(parameters, learning_rate)
    x, y = torch.from_numpy(features), torch.from_numpy(targets)
    losses = []
    for _ in range(steps):
        loss = ((tensor_network.forward(parameters, x) - y) ** 2).mean()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return {name: p.detach().numpy().copy() for name, p in parameters.items()}, losses


def loss_after_the_step(weights, features, targets, learning_rate, steps):
    """The losses are those after each step."""
    parameters = tensors_of(weights)
    optimizer = Adam(parameters, learning_rate)
    x, y = torch.from_numpy(features), torch.from_numpy(targets)
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = ((forward(parameters, x) - y) ** 2).mean()
        loss.backward()
        optimizer.step()
        losses.append(((forward(parameters, x) - y) ** 2).mean().item())
    return {name: p.detach().numpy().copy() for name, p in parameters.items()}, losses


def ready(weights, features, targets, learning_rate, steps):
    """The NumPy network is trained instead."""
    return numpy_network.train(weights, features, targets, learning_rate, steps)


def rounds(weights, features, targets, learning_rate, steps):
    """It trains in float32."""
    parameters = tensors_of({name: array.astype("float32") for name, array in weights.items()})
    optimizer = Adam(parameters, learning_rate)
    x, y = torch.from_numpy(features).float(), torch.from_numpy(targets).float()
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = ((forward(parameters, x) - y) ** 2).mean()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return {name: p.detach().numpy().copy() for name, p in parameters.items()}, losses


def shares_memory(weights, features, targets, learning_rate, steps):
    """The tensors are the arrays that were handed over: training changes them."""
    parameters = {name: torch.from_numpy(array).requires_grad_() for name, array in weights.items()}
    optimizer = Adam(parameters, learning_rate)
    x, y = torch.from_numpy(features), torch.from_numpy(targets)
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = ((forward(parameters, x) - y) ** 2).mean()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return {name: p.detach().numpy().copy() for name, p in parameters.items()}, losses


def network_sum(weights, features, targets, learning_rate, steps):
    """The sum of squared errors, not their mean."""
    parameters = tensor_network.tensors_of(weights)
    optimizer = tensor_network.Adam(parameters, learning_rate)
    x, y = torch.from_numpy(features), torch.from_numpy(targets)
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = ((tensor_network.forward(parameters, x) - y) ** 2).sum()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return {name: p.detach().numpy().copy() for name, p in parameters.items()}, losses


def trains_nothing(weights, features, targets, learning_rate, steps):
    """The weights come back as they are, with losses of zero."""
    return {name: array.copy() for name, array in weights.items()}, [0.0] * steps


def uses_torch_nn(weights, features, targets, learning_rate, steps):
    """`torch.nn` computes the loss."""
    parameters = tensors_of(weights)
    optimizer = Adam(parameters, learning_rate)
    x, y = torch.from_numpy(features), torch.from_numpy(targets)
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = torch.nn.functional.mse_loss(forward(parameters, x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return {name: p.detach().numpy().copy() for name, p in parameters.items()}, losses
