"""Attention maps are the weights of the translation."""

from __future__ import annotations

import torch
from tiny_models import tiny_model

from work05_transformer.decoding.attention_maps import cross_attention


def test_attention_maps_are_the_weights_of_the_translation() -> None:
    model, sentences = tiny_model()
    attention = cross_attention(model, sentences, "twenty one", "vingt et un")
    shape = (2, 2, len(sentences.encode("vingt et un")), len(sentences.encode("twenty one")))
    assert attention.weights.shape == shape == (2, 2, len(attention.target), len(attention.source))
    torch.testing.assert_close(attention.weights.sum(-1), torch.ones(shape[:-1]))
    assert not model.decoder.layers[0].cross_attention._forward_pre_hooks  # left as it was
