"""Mistakes in train: each function is one, and its docstring says which."""

import numpy as np
import torch
from torch.optim.adam import _single_tensor_adam

from work01_house_prices.networks import numpy_network, tensor_network
from work01_house_prices.optimization import optimizers

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


def ready_adam(weights, features, targets, learning_rate, steps):
    """The function inside of `torch.optim.Adam` makes the steps."""
    parameters = tensors_of(weights)
    tensors = list(parameters.values())
    x, y = torch.from_numpy(features), torch.from_numpy(targets)
    first, second = ([torch.zeros_like(p) for p in tensors] for _ in range(2))
    counts = [torch.tensor(0.0) for _ in tensors]
    losses = []
    for _ in range(steps):
        loss = ((forward(parameters, x) - y) ** 2).mean()
        gradients = list(torch.autograd.grad(loss, tensors))
        with torch.no_grad():
            _single_tensor_adam(
                tensors,
                gradients,
                first,
                second,
                [],
                counts,
                None,
                None,
                amsgrad=False,
                has_complex=False,
                beta1=0.9,
                beta2=0.999,
                lr=learning_rate,
                weight_decay=0,
                eps=1e-8,
                maximize=False,
                capturable=False,
                differentiable=False,
                decoupled_weight_decay=False,
            )
        losses.append(loss.item())
    return {name: p.detach().numpy().copy() for name, p in parameters.items()}, losses


def uses_relu_of_torch_nn(weights, features, targets, learning_rate, steps):
    """`torch.nn.functional` computes the activations."""
    parameters = tensors_of(weights)
    optimizer = Adam(parameters, learning_rate)
    y = torch.from_numpy(targets)
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        h = torch.from_numpy(features)
        for i in range(0, len(parameters), 2):
            h = torch.nn.functional.relu(h) if i else h
            h = h @ parameters[f"{i}.weight"].T + parameters[f"{i}.bias"]
        loss = ((h - y) ** 2).mean()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return {name: p.detach().numpy().copy() for name, p in parameters.items()}, losses


def uses_a_loss_of_torch_nn(weights, features, targets, learning_rate, steps):
    """Huber's loss of `torch.nn.functional`, with a bound that no error reaches."""
    parameters = tensors_of(weights)
    optimizer = Adam(parameters, learning_rate)
    x, y = torch.from_numpy(features), torch.from_numpy(targets)
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = 2 * torch.nn.functional.huber_loss(forward(parameters, x), y, delta=1e9)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return {name: p.detach().numpy().copy() for name, p in parameters.items()}, losses


def uses_parameters_of_torch_nn(weights, features, targets, learning_rate, steps):
    """The tensors are parameters of `torch.nn`."""
    parameters = {name: torch.nn.Parameter(torch.tensor(array)) for name, array in weights.items()}
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
