"""Several networks trained as one are those that train alone."""

from __future__ import annotations

import pytest
import torch
from torch.nn import functional

from work03_cifar10.models.batched_convnet import BatchedConvNet, ConvNetShape, summed_loss

SHAPES = [
    ConvNetShape(),
    ConvNetShape(channels=(3,), kernel=3, pool="max", activation="relu", hidden=()),
    ConvNetShape(channels=(2, 3, 4), activation="gelu", hidden=(7,), initialization="he"),
]


@pytest.mark.parametrize("shape", SHAPES)
def test_networks_that_train_together_are_those_that_train_alone(shape: ConvNetShape) -> None:
    images, labels = torch.randn(5, 1, 16, 16), torch.tensor([0, 1, 2, 3, 4])
    together = BatchedConvNet(shape, (1, 16, 16), 10, (3, 8))
    summed_loss(together(images), labels).backward()
    for place, seed in enumerate((3, 8)):
        alone = BatchedConvNet(shape, (1, 16, 16), 10, (seed,))
        torch.testing.assert_close(alone(images)[0], together(images)[place])
        summed_loss(alone(images), labels).backward()
        for mine, shared in zip(alone.parameters(), together.parameters(), strict=True):
            assert mine.grad is not None
            assert shared.grad is not None
            part = shared.grad.chunk(2)[place]
            torch.testing.assert_close(mine.grad, part, atol=1e-5, rtol=1e-4)


def test_a_network_that_diverges_does_not_disturb_the_others() -> None:
    images, labels = torch.randn(5, 1, 16, 16), torch.tensor([0, 1, 2, 3, 4])
    grads = []
    for scale in (1.0, float("inf")):
        networks = BatchedConvNet(ConvNetShape(), (1, 16, 16), 10, (3, 8))
        with torch.no_grad():
            for weight in networks.weights:
                weight[: len(weight) // 2] *= scale
        summed_loss(networks(images), labels).backward()
        grads.append([parameter.grad.chunk(2)[1] for parameter in networks.parameters()])  # type: ignore[union-attr]
    torch.testing.assert_close(grads[0], grads[1])


def test_one_network_is_what_torchs_layers_compute() -> None:
    shape = ConvNetShape(pool="max", activation="relu")
    network = BatchedConvNet(shape, (1, 28, 28), 10, (0,))
    x = torch.randn(3, 1, 28, 28)
    logits = network(x)[0]
    for number in (0, 1):
        x = functional.conv2d(x, network.weights[number], network.biases[number], padding=2)
        x = functional.max_pool2d(x.relu(), 2)
    x = x.flatten(1)
    for number in (2, 3, 4):
        x = functional.linear(x, network.weights[number][0], network.biases[number][0, 0])
        x = x.relu() if number < 4 else x
    torch.testing.assert_close(logits, x)
