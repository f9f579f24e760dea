"""Diagrams change with the model."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from work05_transformer.figures.diagrams import (
    draw_attention_steps,
    draw_multi_head,
    draw_transformer,
    residual_sums,
)
from work05_transformer.models.transformer import Transformer, TransformerConfig

TINY = TransformerConfig(vocab_size=9, context=8, d_model=8, num_heads=2, d_ff=12, num_layers=2)


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
    for config in (TINY, TINY, dataclasses.replace(TINY, d_ff=16)):
        draw_transformer(tmp_path / "transformer.svg", config)
        pictures.append((tmp_path / "transformer.svg").read_bytes())
    assert pictures[0] == pictures[1] != pictures[2]
    assert all((tmp_path / f"{name}.svg").stat().st_size for name in ("attention", "heads"))
