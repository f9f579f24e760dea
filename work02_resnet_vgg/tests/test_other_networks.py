"""Network in Network, GoogLeNet's choices, the registry."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from work02_resnet_vgg.googlenet import GoogLeNet, GoogLeNetLogits, Inception
from work02_resnet_vgg.models import CIFAR_MODELS, UnknownModelError, build
from work02_resnet_vgg.nin import NiN, mlpconv


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


def test_the_papers_inception_has_a_5x5_kernel() -> None:
    widths = (4, 4, 4, 4, 4, 4)
    kernels = [Inception(8, widths, nn.BatchNorm2d, large_kernel=k).branch3[1].conv.kernel_size
               for k in (3, 5)]  # fmt: skip
    assert kernels == [(3, 3), (5, 5)]
    with torch.device("meta"):
        assert GoogLeNet(large_kernel=5)(torch.randn(2, 3, 224, 224)).logits.shape == (2, 1000)


def test_auxiliary_classifiers_speak_in_training_only() -> None:
    with torch.device("meta"):
        network = GoogLeNet(classes=7)
        images = torch.randn(2, 3, 64, 64)
        outputs = network.train()(images)
        assert isinstance(outputs, GoogLeNetLogits)
        assert all(logits.shape == (2, 7) for logits in outputs)
        assert isinstance(network.eval()(images), torch.Tensor)


@pytest.mark.parametrize("name", CIFAR_MODELS)
def test_every_cifar_network_takes_a_step(name: str) -> None:
    network = build(name)
    logits = network(torch.randn(2, 3, 16, 16))
    assert logits.shape == (2, 10)
    logits.sum().backward()
    assert all(parameter.grad is not None for parameter in network.parameters())


def test_an_unknown_name_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(UnknownModelError, match=r"'resnet51'.*resnet50"):
        build("resnet51")
