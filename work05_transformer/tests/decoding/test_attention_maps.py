"""Attention maps are the weights of the translation."""

from __future__ import annotations

from pathlib import Path

import torch
from tiny_models import tiny_model

from work05_transformer.decoding.attention_maps import AttentionMap, cross_attention, draw_attention


def test_attention_maps_are_the_weights_of_the_translation() -> None:
    model, sentences = tiny_model()
    attention = cross_attention(model, sentences, "twenty one", "vingt et un")
    shape = (2, 2, len(sentences.encode("vingt et un")), len(sentences.encode("twenty one")))
    assert attention.weights.shape == shape == (2, 2, len(attention.target), len(attention.source))
    torch.testing.assert_close(attention.weights.sum(-1), torch.ones(shape[:-1]))
    assert not model.decoder.layers[0].cross_attention._forward_pre_hooks  # left as it was


def test_a_translation_that_was_cut_off_is_shown_up_to_the_context() -> None:
    model, sentences = tiny_model()
    attention = cross_attention(model, sentences, "one", "one " * 40)
    assert attention.weights.shape[2] == len(attention.target) == model.config.context == 32


def test_the_picture_names_its_axes_and_its_scale(tmp_path: Path) -> None:
    weights = torch.full((2, 2, 1, 2), 0.5)
    draw_attention(tmp_path / "map.svg", AttentionMap(weights, ("one", "$$"), ("$^$",)))
    text = (tmp_path / "map.svg").read_text()
    for words in (
        "source token",
        "token that is written",
        "weight, mean of heads",
        "decoder layer 2",
    ):
        assert f"<!-- {words} -->" in text
