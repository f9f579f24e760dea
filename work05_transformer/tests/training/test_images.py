"""A network learns images, at a learning rate that rises and falls."""

from __future__ import annotations

import pytest
import torch

from shared.training import Loop, Rows
from work05_transformer.metrics import accuracy
from work05_transformer.training.config import ImageConfig
from work05_transformer.training.images import fit, learning_rate_factor, make_network, normalize


def test_the_learning_rate_rises_and_falls() -> None:
    factors = [learning_rate_factor(step, 100) for step in range(100)]
    assert max(factors) == pytest.approx(1.0)
    assert factors[0] == pytest.approx(0.1)
    assert factors[-1] == pytest.approx(1 / 90)


@pytest.mark.parametrize("network", ["vit", "resnet, equal compute"])
def test_bright_images_are_told_from_dark_ones(network: str) -> None:
    generator = torch.Generator().manual_seed(0)
    labels = torch.arange(64) % 2
    images = torch.randint(100, (64, 3, 32, 32), generator=generator) + 100 * labels.view(
        -1, 1, 1, 1
    )
    config = ImageConfig(network=network, images=64, steps=60, batch_size=32)  # type: ignore[arg-type]
    loop = Loop(0)
    model = fit(loop, config, make_network(config), (images.byte(), labels))
    held_out = loop.evaluating(model, Rows(images.byte(), labels), 50)
    assert accuracy(held_out, normalize) == 1.0
