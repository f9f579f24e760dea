"""What the studies count without training."""

from __future__ import annotations

import pytest

from work02_resnet_vgg.studies.complexity import cost, cost_beside_torchvision, stack
from work02_resnet_vgg.studies.gradients import norms_at_start


def test_counts_stand_beside_those_of_the_paper_and_of_torchvision() -> None:
    resnet20 = cost({"network": "resnet20", "image_size": 32})
    assert resnet20["parameters"] == pytest.approx(resnet20["paper/parameters"], rel=0.01)
    assert resnet20["paper/multiply_adds"] is None
    resnet50 = cost_beside_torchvision({"network": "resnet50", "image_size": 224})
    assert resnet50["parameters"] == resnet50["torchvision/parameters"]
    assert resnet50["paper_strides/multiply_adds"] < resnet50["multiply_adds"]  # type: ignore[operator]


def test_two_small_kernels_see_as_much_as_a_large_one_for_less() -> None:
    two, one = (
        stack({"kernels": kernels, "channels": 8, "image_size": 4}) for kernels in ([3, 3], [5])
    )
    assert two["receptive_field"] == one["receptive_field"] == 5
    assert two["weights"] == 2 * 8 * 8 * 9
    assert one["multiply_adds"] == 16 * 8 * 8 * 25
    assert two["relus"] == 2


def test_gradient_norms_are_those_of_a_new_network_of_the_seed() -> None:
    config = {
        "depth": 8, "data": "sample", "image_size": 8, "images": 16, "every_layer": True,
    }  # fmt: skip
    first, again, other = (norms_at_start(config, seed) for seed in (0, 0, 1))
    assert first == again
    assert first["first_layer"] != other["first_layer"]
    for name, norms in first["every_layer"].items():
        assert len(norms) == 7
        assert norms[0] == first["first_layer"][name] > 0
    assert "every_layer" not in norms_at_start({**config, "every_layer": False}, 0)
