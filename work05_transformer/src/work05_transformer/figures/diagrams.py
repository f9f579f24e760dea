"""Diagrams made from the code: a changed layer changes the picture."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import nn

from shared.files import write_text_atomically
from shared.plotting.diagrams import (
    PASS,
    Graph,
    Label,
    collapse,
    draw_flow,
    fold,
    relabel,
    trace,
)
from work05_transformer.layers.attention import MultiHeadAttention, attention
from work05_transformer.layers.positional import (
    LearnedPositions,
    NoPositions,
    RotaryPositions,
    SinusoidalPositions,
)
from work05_transformer.models.transformer import Transformer, TransformerConfig

BATCH, TARGET, SOURCE = 7919, 5, 7  # sizes that nothing else has, by which they are told apart
DIMS = {BATCH: "", TARGET: "target", SOURCE: "source"}
PRODUCTS = {"...qd,...kd->...qk": "scores Q Kᵀ", "...qk,...kd->...qd": "weights · V"}


def trace_attention() -> Graph:
    """Trace scaled dot-product attention as equation (1) computes it."""
    inputs = {
        "query Q": torch.zeros(TARGET, 64),
        "key K": torch.zeros(SOURCE, 64),
        "value V": torch.zeros(SOURCE, 64),
        "mask": torch.ones(TARGET, SOURCE, dtype=torch.bool),
    }
    dims = {TARGET: "queries", SOURCE: "keys"}
    return trace(
        attention,
        inputs,
        dims=dims,
        operations={
            "einsum": lambda call: Label("product", PRODUCTS[call.args[0]]),
            "div": Label("elementwise", "÷ √d"),
        },
    )


def draw_attention_steps(path: Path) -> None:
    """Draw scaled dot-product attention: figure 2 (left) of the paper."""
    svg = draw_flow(trace_attention(), "Scaled dot-product attention", note="below: output shape")
    write_text_atomically(path, svg)


def trace_multi_head() -> Graph:
    """Trace multi-head attention from a target to a source."""
    with torch.device("meta"):
        layer = MultiHeadAttention(512, 8).eval()
        inputs = {
            "target": torch.empty(BATCH, TARGET, 512),
            "source": torch.empty(BATCH, SOURCE, 512),
        }
        graph = trace(layer, inputs, dims=DIMS)
    texts = {"query": "Q: linear, 512", "key": "K: linear, 512", "value": "V: linear, 512"}
    heads = f"attention in {layer.num_heads} heads"
    return relabel(graph, texts | {"scaled_dot_product_attention": heads})


def draw_multi_head(path: Path) -> None:
    """Draw multi-head attention: figure 2 (right) of the paper."""
    write_text_atomically(path, draw_flow(trace_multi_head(), "Multi-head attention"))


def trace_transformer(config: TransformerConfig) -> Graph:
    """Trace the whole model; equal layers are shown once."""
    with torch.device("meta"):
        model = Transformer(config).eval()
        inputs = {
            "source": torch.ones(BATCH, SOURCE, dtype=torch.long),
            "target, shifted right": torch.ones(BATCH, TARGET, dtype=torch.long),
        }
        graph = trace(
            model,
            inputs,
            dims=DIMS,
            leaves={
                SinusoidalPositions: Label("embedding", "+ sinusoidal positions"),
                LearnedPositions: Label("embedding", "+ trained positions"),
                NoPositions: PASS,
                RotaryPositions: PASS,
                nn.Dropout: PASS,
                nn.Embedding: Label("embedding", "embedding"),
            },
            operations={"mul": PASS},  # by √d_model
        )

    def attend(path: str) -> Label:
        what = "multi-head attention"
        if path.endswith("cross_attention"):
            what = "cross-attention"
        elif path.startswith("decoder"):
            what = "masked attention"
        return Label("attention", f"{what}, {model.get_submodule(path).num_heads} heads")

    for part in ("attention", "cross_attention"):
        graph = collapse(graph, f"*.layers.*.{part}", attend)
    feed_forward = Label("linear", f"feed-forward, {config.d_ff:,} units")
    graph = collapse(graph, "*.layers.*.feed_forward", feed_forward)
    graph = relabel(graph, {"matmul": "products with the embeddings"})
    graph = fold(graph, "encoder.layers.*", "encoder layer")
    return fold(graph, "decoder.layers.*", "decoder layer")


def draw_transformer(path: Path, config: TransformerConfig) -> None:
    """Draw the whole model: figure 1 of the paper."""
    graph = trace_transformer(config)
    title = f"The Transformer: {graph.parameters:,} parameters"
    write_text_atomically(path, draw_flow(graph, title, late=True))
