"""Steps of SGD where Adam is asked for."""

import torch

from work01_house_prices.networks import nn_network

OBJECT = "work01_house_prices.networks.nn_network:train"
CAUGHT_BY = "nn_network_train"


def train(weights, features, targets, learning_rate, steps):
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
