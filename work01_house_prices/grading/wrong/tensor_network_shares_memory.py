"""The tensors are the arrays that were handed over: training changes them."""

import torch

OBJECT = "work01_house_prices.networks.tensor_network:train"
CAUGHT_BY = "tensor_network_train"


def train(weights, features, targets, learning_rate, steps):
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
