"""The compared networks are of like size."""

from __future__ import annotations

from work05_transformer.models.transformer import parameter_count
from work05_transformer.studies.vision import BASE, RESNETS, multiply_adds
from work05_transformer.training.images import make_network


def test_the_compared_networks_are_of_like_size() -> None:
    vit, (parameters, compute) = make_network(BASE), map(make_network, RESNETS)
    assert 0.9 < parameter_count(vit) / parameter_count(parameters) < 1.1
    assert 0.9 < multiply_adds(vit) / multiply_adds(compute) < 1.1
