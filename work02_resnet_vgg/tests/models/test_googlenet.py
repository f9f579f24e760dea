"""GoogLeNet's choices."""

from __future__ import annotations

import torch
from torch import nn

from work02_resnet_vgg.models.googlenet import GoogLeNet, GoogLeNetLogits, Inception


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
