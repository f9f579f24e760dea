"""Counted and found is what table 1 of the paper says."""

from __future__ import annotations

import torch

from work05_transformer.studies.sequence_layers import (
    LayerConfig,
    layers_to_the_end,
    longest_chain,
    measure_layer,
)


def test_multiply_adds_are_those_of_the_formulas() -> None:
    n, d = 12, 8
    measured = {
        layer: measure_layer(LayerConfig(layer, n, d, kernel=3, batch=2, rounds=1), seed=0)
        for layer in ("convolution", "recurrent", "self-attention")
    }
    assert measured["convolution"]["multiply_adds"] == 3 * n * d * d
    assert measured["recurrent"]["multiply_adds"] == 2 * n * d * d
    assert measured["self-attention"]["multiply_adds"] == 4 * n * d * d + 2 * n * n * d
    assert {name: one["path"] for name, one in measured.items()} == {
        "convolution": 11,
        "recurrent": 11,
        "self-attention": 1,
    }


def test_only_the_recurrent_layer_waits_for_every_position() -> None:
    def sequential(layer: str, positions: int) -> float:
        config = LayerConfig(layer, positions, 8, rounds=1)  # type: ignore[arg-type]
        return measure_layer(config, seed=0)["sequential"]

    for layer in ("convolution", "self-attention"):
        assert sequential(layer, 6) == sequential(layer, 24)
    assert sequential("recurrent", 24) >= sequential("recurrent", 6) + 18


def test_a_wider_kernel_needs_fewer_layers() -> None:
    assert layers_to_the_end(LayerConfig("convolution", 13, kernel=5)) == 6


def test_a_chain_is_counted_by_kind() -> None:
    x = torch.ones(1, requires_grad=True)
    assert longest_chain(x.tanh().exp().tanh(), "Tanh") == 2
