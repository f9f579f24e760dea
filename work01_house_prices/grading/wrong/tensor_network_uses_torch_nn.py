"""`torch.nn` computes the loss."""

import torch

OBJECT = "work01_house_prices.networks.tensor_network:train"
CAUGHT_BY = "tensor_network_train"


def train(weights, features, targets, learning_rate, steps):
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
