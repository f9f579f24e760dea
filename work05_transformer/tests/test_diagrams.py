"""Diagrams tell what the code does: traced calls, shapes, and what depends on what."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import torch

from work05_transformer.attention import MultiHeadAttention, attention
from work05_transformer.diagrams import (
    draw_attention_steps,
    draw_multi_head,
    draw_transformer,
    residual_sums,
)
from work05_transformer.tracing import trace
from work05_transformer.transformer import Transformer, TransformerConfig

TINY = TransformerConfig(vocabulary=9, context=8, width=8, heads=2, hidden=12, layers=2)


def test_attention_is_traced_as_equation_1_computes_it() -> None:
    inputs = {name: torch.randn(5, 4) for name in ("query", "key", "value")}
    nodes = trace(attention, inputs)
    labels = [node.labels for node in nodes]
    assert labels[:3] == [["query"], ["key"], ["value"]]
    assert ["÷ √d"] in labels
    scores = next(node for node in nodes if node.labels[:2] == ["einsum", "softmax"])
    assert scores.shape == (5, 5)
    assert nodes[-1].shape == (5, 4)
    assert 2 in nodes[-1].sources  # the values come in last


def test_the_trace_follows_a_changed_layer() -> None:
    inputs = {"target": torch.randn(1, 3, 8), "source": torch.randn(1, 5, 8)}
    plain = trace(MultiHeadAttention(8, 2), inputs)
    linear = sum(node.labels.count("linear") for node in plain)
    assert linear == 4
    assert plain[-1].shape == (1, 3, 8)
    assert {node.shape for node in plain} >= {(1, 2, 3, 4), (1, 2, 5, 4)}  # two heads


def test_chains_do_not_swallow_results_that_are_used_twice() -> None:
    nodes = trace(lambda x: (x + 1) * (x + 1).exp() + x, {"x": torch.zeros(2)})
    assert sum("exp" in node.labels for node in nodes) == 1
    assert all(source < number for number, node in enumerate(nodes) for source in node.sources)


def test_residual_sums_come_in_the_order_of_the_forward_pass() -> None:
    names = [name for name, _ in residual_sums(Transformer(TINY).eval())]
    assert len(names) == 2 * 2 + 2 * 3
    assert names[:2] == [
        "encoder.layers.0.around_attention",
        "encoder.layers.0.around_feed_forward",
    ]
    assert names[4:7] == [
        f"decoder.layers.0.around_{part}"
        for part in ("attention", "cross_attention", "feed_forward")
    ]


def test_pictures_change_with_the_model(tmp_path: Path) -> None:
    draw_attention_steps(tmp_path / "attention.svg")
    draw_multi_head(tmp_path / "heads.svg")
    pictures = []
    for config in (TINY, TINY, dataclasses.replace(TINY, hidden=16)):
        draw_transformer(config, tmp_path / "transformer.svg")
        pictures.append((tmp_path / "transformer.svg").read_bytes())
    assert pictures[0] == pictures[1] != pictures[2]
    assert all((tmp_path / f"{name}.svg").stat().st_size for name in ("attention", "heads"))
