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


@pytest.mark.parametrize(
    ("kind", "average"),
    [("convolution", True), ("convolution", False), ("locally connected", True)],
)
def test_shared_kernels_and_an_average_alone_do_not_mind_where_something_is(
    kind: Kind, average: bool
) -> None:
    torch.manual_seed(0)
    network = ReasonNetwork(kind, 2, 4, 3, 16, average=average).double().eval()
    images = torch.zeros(2, 3, 16, 16, dtype=torch.float64)
    images[0, :, 6:8, 5:8] = images[1, :, 8:10, 7:10] = torch.randn(3, 2, 3, dtype=torch.float64)
    first, second = network(images)
    assert torch.allclose(first, second) == (kind == "convolution" and average)


def test_fully_connected_layers_see_all_pixels() -> None:
    torch.manual_seed(0)
    images = torch.zeros(1, 3, 4, 4, requires_grad=True)
    ReasonNetwork("fully connected", 1, 8, 3, 4).eval()(images)[0, 0].backward()
    assert images.grad is not None
    assert images.grad.ne(0).all()
