"""Plain and residual networks side by side."""

from __future__ import annotations

import torch
from torch.nn.functional import cross_entropy

from work02_resnet_vgg.models.twins import Twins


def test_twins_that_train_together_get_the_gradients_that_they_would_get_alone() -> None:
    twins = Twins((8,), width=4).double()
    images = torch.randn(4, 3, 8, 8, dtype=torch.float64)
    labels = torch.tensor([0, 1, 2, 3])
    together = torch.stack([cross_entropy(o, labels) for o in twins(images).values()]).sum()
    together.backward()
    for name, network in twins.networks.items():
        loss = cross_entropy(network(images), labels)
        for parameter, alone in zip(
            network.parameters(), torch.autograd.grad(loss, list(network.parameters())), strict=True
        ):
            torch.testing.assert_close(parameter.grad, alone, msg=lambda m, n=name: f"{n}: {m}")


def test_a_residual_network_learns_one_batch_by_heart() -> None:
    torch.manual_seed(0)
    twins = Twins((8,), width=8)
    images, labels = torch.randn(16, 3, 8, 8), torch.arange(16) % 10
    optimizer = torch.optim.SGD(twins.parameters(), 0.05, momentum=0.9)
    for _ in range(60):
        optimizer.zero_grad()
        loss = cross_entropy(twins(images)["resnet-8"], labels)
        loss.backward()
        optimizer.step()
    assert loss < 0.05
