"""Network in Network."""

from __future__ import annotations

import torch
from torch import nn

from work02_resnet_vgg.models.nin import NiN, mlpconv


def test_an_mlpconv_is_a_perceptron_at_each_place() -> None:
    """With a 1×1 kernel, the layer is three linear layers applied to each pixel's channels."""
    layer = mlpconv(3, (5, 4, 2), 1)
    images = torch.randn(2, 3, 4, 4)
    pixels = images.permute(0, 2, 3, 1)
    for convolution in layer[::2]:
        assert isinstance(convolution, nn.Conv2d)
        weight = convolution.weight[:, :, 0, 0]
        pixels = torch.relu(pixels @ weight.T + convolution.bias)
    torch.testing.assert_close(layer(images), pixels.permute(0, 3, 1, 2))


def test_nin_ends_in_an_average_and_no_linear_layer() -> None:
    network = NiN().eval()
    assert not any(isinstance(module, nn.Linear) for module in network.modules())
    images = torch.randn(2, 3, 32, 32)
    maps = network.features(images)
    assert maps.shape == (2, 10, 8, 8)
    torch.testing.assert_close(network(images), maps.mean(dim=(2, 3)))
