"""The networks of the longer studies cost about the same, and each is measured."""

from __future__ import annotations

from dataclasses import replace

import pytest

from work05_transformer.studies import vision_longer
from work05_transformer.studies.vision import multiply_adds
from work05_transformer.training.images_on_device import OnDeviceImages


def test_compute_is_about_equal() -> None:
    large, small = (
        [multiply_adds(build()) for build in vision_longer.BUILD[size].values()]
        for size in ("large", "small")
    )
    assert max(large) < 1.2 * min(large)
    assert max(small) < 1.3 * min(small)


@pytest.mark.parametrize("network", vision_longer.BUILD["tiny"])
def test_every_network_is_measured(network: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DL_DEVICE", "cpu")
    vision_longer.images_on_device.cache_clear()
    training = replace(OnDeviceImages(network, 20, 1), batch_size=10)
    measured = vision_longer.classifier({"training": training, "size": "tiny"}, 0)
    assert 0 <= measured["test/accuracy"] <= 1
    assert measured["steps"] == 2
