"""Mistakes in train: each function is one, and its docstring says which."""

import numpy as np
import torch
from torch import nn

from work01_house_prices.networks import nn_network, numpy_network, tensor_network
from work01_house_prices.optimization import optimizers

OBJECT = "work01_house_prices.networks.nn_network:train"


def absolute_error(weights, features, targets, learning_rate, steps):
    """The mean absolute error."""
    network = build(weights)
    optimizer = torch.optim.Adam(network.parameters(), lr=learning_rate)
    x, y = torch.from_numpy(features), torch.from_numpy(targets)
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = nn.L1Loss()(network(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return weights_of(network), losses


def accumulates(weights, features, targets, learning_rate, steps):
    """zero_grad is missing: each backward adds to the gradients of all steps before."""
    network = nn_network.build(weights)
    optimizer = torch.optim.Adam(network.parameters(), lr=learning_rate)
    x, y = torch.from_numpy(features), torch.from_numpy(targets)
    losses = []
    for _ in range(steps):
        loss = torch.nn.functional.mse_loss(network(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return nn_network.weights_of(network), losses


def broadcasts(weights, features, targets, learning_rate, steps):
    """Predictions of shape (rows,) against targets (rows, 1): the error of all pairs."""
    network = nn_network.build(weights)
    optimizer = torch.optim.Adam(network.parameters(), lr=learning_rate)
    x, y = torch.from_numpy(features), torch.from_numpy(targets)
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = ((network(x)[:, 0] - y) ** 2).mean()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return nn_network.weights_of(network), losses


def default_rate(weights, features, targets, learning_rate, steps):
    """Adam keeps its own learning rate."""
    network = build(weights)
    optimizer = torch.optim.Adam(network.parameters())
    x, y = torch.from_numpy(features), torch.from_numpy(targets)
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = nn.MSELoss()(network(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return weights_of(network), losses


def detached(weights, features, targets, learning_rate, steps):
    """The output is detached, and a new leaf's gradient trains nothing."""
    network = build(weights)
    optimizer = torch.optim.Adam(network.parameters(), lr=learning_rate)
    x, y = torch.from_numpy(features), torch.from_numpy(targets)
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = nn.MSELoss()(network(x).detach().requires_grad_(), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return weights_of(network), losses


def loss_after_the_step(weights, features, targets, learning_rate, steps):
    """The losses are those after each step."""
    network = build(weights)
    optimizer = torch.optim.Adam(network.parameters(), lr=learning_rate)
    x, y = torch.from_numpy(features), torch.from_numpy(targets)
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = nn.MSELoss()(network(x), y)
        loss.backward()
        optimizer.step()
        losses.append(nn.MSELoss()(network(x), y).item())
    return weights_of(network), losses


def ready(weights, features, targets, learning_rate, steps):
    """The NumPy network is trained instead."""
    return numpy_network.train(weights, features, targets, learning_rate, steps)


def sgd(weights, features, targets, learning_rate, steps):
    """Steps of SGD where Adam is asked for."""
    network = nn_network.build(weights)
    optimizer = torch.optim.SGD(network.parameters(), lr=learning_rate)
    x, y = torch.from_numpy(features), torch.from_numpy(targets)
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = torch.nn.functional.mse_loss(network(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return nn_network.weights_of(network), losses


def trains_nothing(weights, features, targets, learning_rate, steps):
    """The weights come back as they are, with losses of zero."""
    return {name: array.copy() for name, array in weights.items()}, [0.0] * steps


def ready_by_hand(weights, features, targets, learning_rate, steps):
    """The given layers' own backward passes do the work."""
    network = numpy_network.build(weights)
    optimizer = optimizers.Adam(network.parameters, learning_rate)
    losses = []
    for _ in range(steps):
        error = network.forward(features) - targets
        losses.append(float(np.mean(error**2)))
        network.backward_parameters(2 * error / error.size)
        optimizer.step(network.gradients)
    return numpy_network.weights_of(network), losses


def ready_forward(weights, features, targets, learning_rate, steps):
    """The network made of tensors does the forward pass."""
    parameters = tensor_network.tensors_of(weights)
    optimizer = torch.optim.Adam(parameters.values(), lr=learning_rate)
    x, y = torch.from_numpy(features), torch.from_numpy(targets)
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(tensor_network.forward(parameters, x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return {name: p.detach().numpy().copy() for name, p in parameters.items()}, losses
