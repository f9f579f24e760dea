"""It trains in float32."""

import torch

OBJECT = "work01_house_prices.networks.tensor_network:train"
CAUGHT_BY = "tensor_network_train"


def train(weights, features, targets, learning_rate, steps):
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
