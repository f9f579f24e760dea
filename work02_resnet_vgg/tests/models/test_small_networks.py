"""Networks of the studies: five architectures of one cost, and layers that lack a property."""

from __future__ import annotations

from functools import partial

import pytest
import torch

from work02_resnet_vgg.layers.complexity import measure
from work02_resnet_vgg.models.single_reason import Kind, ReasonNetwork
from work02_resnet_vgg.models.small import STAGES, SmallNetwork


def test_all_architectures_cost_the_same() -> None:
    costs = [measure(partial(SmallNetwork, name), 16) for name in STAGES]
    adds = [cost.multiply_adds for cost in costs]
    assert max(adds) < 1.07 * min(adds)
    assert max(c.parameters for c in costs) < 1.15 * min(c.parameters for c in costs)


@pytest.mark.parametrize("kind", ["convolution", "locally connected", "fully connected"])
def test_shared_kernels_alone_do_not_mind_where_something_is(kind: Kind) -> None:
    torch.manual_seed(0)
    network = ReasonNetwork(kind, 2, 4, 3, 12).double().eval()
    images = torch.zeros(2, 3, 12, 12, dtype=torch.float64)
    images[0, :, 4:6, 3:6] = images[1, :, 5:7, 6:9] = torch.randn(3, 2, 3, dtype=torch.float64)
    first, second = network(images)
    assert torch.allclose(first, second) == (kind == "convolution")
