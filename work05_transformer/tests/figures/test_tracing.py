"""A traced pass tells calls, shapes, and what depends on what."""

from __future__ import annotations

import torch

from work05_transformer.figures.tracing import trace
from work05_transformer.layers.attention import MultiHeadAttention, attention


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
