"""The networks of the study for a GPU cost about the same, and each is measured."""

from __future__ import annotations

from dataclasses import replace

import pytest

from work05_transformer.studies import gpu_vision
from work05_transformer.studies.vision import multiply_adds
from work05_transformer.training.images_on_device import OnDeviceImages


def test_compute_is_about_equal() -> None:
    costs = [multiply_adds(build()) for build in gpu_vision.BUILD.values()]
    assert max(costs) < 1.2 * min(costs)
    assert gpu_vision.BUILD.keys() == gpu_vision.BUILD_TINY.keys()


@pytest.mark.parametrize("network", gpu_vision.BUILD)
def test_every_network_is_measured(network: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DL_DEVICE", "cpu")
    gpu_vision.images_on_device.cache_clear()
    training = replace(OnDeviceImages(network, 20, 1), batch_size=10)
    measured = gpu_vision.classifier({"training": training, "sample": True}, 0)
    assert 0 <= measured["test/accuracy"] <= 1
    assert measured["steps"] == 2
