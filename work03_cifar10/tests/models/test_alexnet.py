"""AlexNet against torchvision's."""

from __future__ import annotations

import torch
import torchvision

from work03_cifar10.models.alexnet import AlexNet


def test_the_large_alexnet_is_torchvisions() -> None:
    with torch.device("meta"):
        ours, theirs = AlexNet(3, 1000, large=True), torchvision.models.alexnet()
    state = {name: 0.02 * torch.randn(tensor.shape) for name, tensor in theirs.state_dict().items()}
    for model in (ours, theirs):
        model.load_state_dict(state, assign=True)
        model.eval()
    images = torch.randn(1, 3, 224, 224)
    with torch.no_grad():
        torch.testing.assert_close(ours(images), theirs(images))
    assert sum(parameter.numel() for parameter in ours.parameters()) == 61_100_840
