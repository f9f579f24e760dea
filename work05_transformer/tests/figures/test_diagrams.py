"""Diagrams tell what the layers compute, and change with the model."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
import torch

from shared.plotting.diagrams import problems
from work05_transformer.figures.diagrams import (
    draw_attention_steps,
    draw_multi_head,
    draw_transformer,
    trace_attention,
    trace_multi_head,
    trace_transformer,
)
from work05_transformer.layers.attention import MultiHeadAttention
from work05_transformer.models.transformer import BASE, Transformer, TransformerConfig

TINY = TransformerConfig(vocab_size=9, context=8, d_model=8, num_heads=2, d_ff=12, num_layers=2)


def test_attention_is_traced_as_equation_1_computes_it() -> None:
    graph = trace_attention()
    assert [(node.text, node.inputs) for node in graph][4:] == [
        ("÷ √d", ("query Q",)),
        ("scores Q Kᵀ", ("div", "key K")),
        ("−∞ where masked", ("einsum", "mask")),
        ("softmax", ("masked_fill",)),
        ("0 where masked", ("softmax", "mask")),
        ("weights · V", ("masked_fill:2", "value V")),
    ]
    assert graph["einsum"].shape == ("queries", "keys")
    assert graph["einsum:2"].shape == ("queries", 64)


def test_multi_head_attention_projects_three_times_and_once_more() -> None:
    graph = trace_multi_head()
    assert graph["scaled_dot_product_attention"].inputs == ("query", "key", "value")
    assert graph["scaled_dot_product_attention"].shape == (8, "target", 64)
    layer = MultiHeadAttention(512, 8)
    assert graph.parameters == sum(parameter.numel() for parameter in layer.parameters())
    assert [node.name for node in graph if node.kind == "linear"] == [
        "key", "value", "query", "output",
    ]  # fmt: skip


@pytest.mark.parametrize("pre_norm", [False, True])
@pytest.mark.parametrize("positions", ["sinusoidal", "learned", "rotary", "none"])
def test_the_transformer_reads_the_last_encoder_layer(pre_norm: bool, positions: str) -> None:
    config = dataclasses.replace(TINY, pre_norm=pre_norm, positions=positions)
    graph = trace_transformer(config)
    with torch.device("meta"):
        model = Transformer(config)
    assert graph.parameters == sum(parameter.numel() for parameter in model.parameters())
    encoder, decoder = graph.groups
    assert (encoder.count, decoder.count) == (2, 2)
    sums = [node.name for node in graph if node.kind == "add" and ".around" in node.name]
    assert [name.split(".", 3)[3].removesuffix(".add") for name in sums] == [
        "around_attention",
        "around_feed_forward",
        "around_attention",
        "around_cross_attention",
        "around_feed_forward",
    ]
    memory = "encoder.norm" if pre_norm else encoder.members[-1]
    assert memory in graph["decoder.layers.0.cross_attention"].inputs


def test_pictures_are_legible_and_change_with_the_model(tmp_path: Path) -> None:
    draw_attention_steps(tmp_path / "attention.svg")
    draw_multi_head(tmp_path / "heads.svg")
    draw_transformer(tmp_path / "base.svg", BASE)
    pictures = []
    for config in (TINY, TINY, dataclasses.replace(TINY, d_ff=16)):
        draw_transformer(tmp_path / "transformer.svg", config)
        pictures.append((tmp_path / "transformer.svg").read_bytes())
    assert pictures[0] == pictures[1] != pictures[2]
    for path in tmp_path.iterdir():
        assert problems(path.read_text()) == []
