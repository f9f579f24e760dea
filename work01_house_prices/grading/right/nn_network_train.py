"""The network with torch.nn, trained in other forms."""

import numpy as np
import torch
from torch import nn

OBJECT = "work01_house_prices.networks.nn_network:train"


def train_with_functional_loss(weights, features, targets, learning_rate, steps):
    """Use the loss as a function."""
    network = build(weights)
    optimizer = torch.optim.Adam(network.parameters(), learning_rate)
    x, y = torch.tensor(features), torch.tensor(targets)
    losses = []
    for _ in range(steps):
        loss = nn.functional.mse_loss(network(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(float(loss.detach()))
    return weights_of(network), losses


def train_with_a_closure(weights, features, targets, learning_rate, steps):
    """Let the optimizer evaluate the loss."""
    network = build(weights)
    optimizer = torch.optim.Adam(network.parameters(), lr=learning_rate)
    x, y = torch.from_numpy(features), torch.from_numpy(targets)

    def closure():
        optimizer.zero_grad()
        loss = nn.MSELoss()(network(x), y)
        loss.backward()
        return loss

    losses = [optimizer.step(closure).item() for _ in range(steps)]
    return weights_of(network), losses


def train_with_a_module_of_its_own(weights, features, targets, learning_rate, steps):
    """Write the network as a module with a list of layers."""

    class Network(nn.Module):
        def __init__(self):
            super().__init__()
            shapes = [array.shape for array in weights.values()][::2]
            self.layers = nn.ModuleList(
                nn.Linear(n_in, n_out, dtype=torch.float64) for n_out, n_in in shapes
            )

        def forward(self, x):
            for i, layer in enumerate(self.layers):
                x = layer(x if i == 0 else nn.functional.relu(x))
            return x

    network = Network()
    with torch.no_grad():
        for parameter, array in zip(network.parameters(), weights.values(), strict=True):
            parameter.copy_(torch.from_numpy(array))
    optimizer = torch.optim.Adam(network.parameters(), lr=learning_rate)
    x, y = torch.from_numpy(features), torch.from_numpy(targets)
    losses = np.zeros(steps)
    for step in range(steps):
        optimizer.zero_grad(set_to_none=False)
        loss = (network(x) - y).square().mean()
        loss.backward()
        optimizer.step()
        losses[step] = loss.item()
    trained = zip(weights, network.parameters(), strict=True)
    return {name: p.detach().numpy().copy() for name, p in trained}, losses


def train_with_a_data_loader(weights, features, targets, learning_rate, steps):
    """Take all rows out of a loader, as one batch an epoch."""
    network = build(weights)
    data = torch.utils.data.TensorDataset(torch.from_numpy(features), torch.from_numpy(targets))
    loader = torch.utils.data.DataLoader(data, batch_size=len(features))
    optimizer = torch.optim.Adam(network.parameters(), lr=learning_rate)
    losses = []
    for _ in range(steps):
        for x, y in loader:
            network.zero_grad()
            loss = nn.MSELoss()(network(x), y)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
    return weights_of(network), losses


def train_with_adamw_without_decay(weights, features, targets, learning_rate, steps):
    """Use AdamW, with no decay."""
    network = build(weights)
    optimizer = torch.optim.AdamW(network.parameters(), lr=learning_rate, weight_decay=0)
    x, y = torch.from_numpy(features), torch.from_numpy(targets)
    losses = []
    for _ in range(steps):
        network.zero_grad(set_to_none=True)
        loss = nn.MSELoss(reduction="sum")(network(x), y) / y.numel()
        loss.backward()
        optimizer.step()
        losses.append(loss.detach())
    return weights_of(network), losses


def train_with_a_functional_call(weights, features, targets, learning_rate, steps):
    """Differentiate a call of the network with other parameters."""
    network = build(weights)
    parameters = dict(network.named_parameters())
    optimizer = torch.optim.Adam(parameters.values(), lr=learning_rate, foreach=True)
    x, y = torch.from_numpy(features), torch.from_numpy(targets)

    def loss_of(values):
        return nn.functional.mse_loss(torch.func.functional_call(network, values, (x,)), y)

    losses = []
    for _ in range(steps):
        plain = {name: p.detach() for name, p in parameters.items()}
        gradients, loss = torch.func.grad_and_value(loss_of)(plain)
        for name, gradient in gradients.items():
            parameters[name].grad = gradient
        optimizer.step()
        losses.append(loss.item())
    return {name: p.detach().numpy() for name, p in parameters.items()}, losses


def train_with_groups(weights, features, targets, learning_rate, steps):
    """Give each layer a group of its own, and accumulate the loss of single rows."""
    network = build(weights)
    groups = [{"params": list(layer.parameters())} for layer in network if len(layer.state_dict())]
    optimizer = torch.optim.Adam(groups, lr=learning_rate)
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        shares = []
        for row, target in zip(features, targets, strict=True):
            error = network(torch.from_numpy(row)) - torch.from_numpy(target)
            share = error.pow(2).mean() / len(features)
            share.backward()
            shares.append(share.item())
        optimizer.step()
        losses.append(sum(shares))
    return weights_of(network), losses


def train_one_optimizer_for_each_parameter(weights, features, targets, learning_rate, steps):
    """Give each parameter an Adam of its own, and ask autograd for the gradients."""
    network = build(weights).train()
    parameters = list(network.parameters())
    optimizers = [torch.optim.Adam([p], lr=learning_rate) for p in parameters]
    x, y = torch.from_numpy(features), torch.from_numpy(targets)
    losses = ()
    for _ in range(steps):
        loss = nn.functional.mse_loss(y, network(x))
        for parameter, gradient, optimizer in zip(
            parameters, torch.autograd.grad(loss, parameters), optimizers, strict=True
        ):
            parameter.grad = gradient
            optimizer.step()
        losses = (*losses, loss.item())
    return weights_of(network), losses


def train_with_stacked_losses(weights, features, targets, learning_rate, steps):
    """Keep the losses as tensors, and stack them at the end."""
    network = build(weights)
    optimizer = torch.optim.Adam(network.parameters(), lr=learning_rate)
    x, y = torch.from_numpy(features), torch.from_numpy(targets)
    losses = []
    for _ in range(steps):
        loss = nn.functional.mse_loss(network(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.detach())
    return weights_of(network), torch.stack(losses).tolist()
