"""LeNet against the paper."""

from __future__ import annotations

import torch

from work03_cifar10.models.lenet import LeNet


def test_lenet_has_the_parameters_of_the_paper() -> None:
    """LeCun et al. 1998 state 60,000; with all maps connected and a linear end it is 61,706."""
    assert sum(p.numel() for p in LeNet((1, 28, 28)).parameters()) == 61_706
    first, second = LeNet((1, 28, 28)).activations(torch.randn(2, 1, 28, 28))
    assert (first.shape[1:], second.shape[1:]) == ((6, 28, 28), (16, 10, 10))
