"""The output is detached, and a new leaf's gradient trains nothing."""

import torch
from torch import nn

OBJECT = "work01_house_prices.networks.nn_network:train"
CAUGHT_BY = "nn_network_train"


def train(weights, features, targets, learning_rate, steps):
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
