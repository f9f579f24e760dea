"""Attention and its decoder."""

from __future__ import annotations

import pytest
import torch

from work04_grconv.errors import ModelError
from work04_grconv.translation.attention import AdditiveAttention
from work04_grconv.translation.decoders import AttentionDecoder
from work04_grconv.translation.encoders import Encoded


def test_attention_is_a_softmax_over_words_alone() -> None:
    torch.manual_seed(0)
    attention = AdditiveAttention(3, 4, 5).double()
    states = torch.randn(2, 6, 4, dtype=torch.float64)
    query = torch.randn(2, 3, dtype=torch.float64)
    mask = torch.arange(6) < torch.tensor([[6], [2]])
    context, weights = attention(query, attention.keys(states), states, mask)
    torch.testing.assert_close(weights.sum(dim=1), torch.ones(2, dtype=torch.float64))
    assert not weights[1, 2:].any()
    for row, words in ((0, 6), (1, 2)):
        scores = torch.stack([
            attention.score.weight[0]
            @ torch.tanh(attention.query.weight @ query[row] + attention.key.weight @ state)
            for state in states[row, :words]
        ])  # fmt: skip
        expected = torch.softmax(scores, dim=0) @ states[row, :words]
        torch.testing.assert_close(context[row], expected)


def test_attention_needs_states() -> None:
    decoder = AttentionDecoder(5, 3, 4, code=2, dropout=0.0)
    encoded = Encoded(torch.zeros(1, 2), None, torch.ones(1, 1, dtype=torch.bool))
    with pytest.raises(ModelError, match="a state for each word"):
        decoder.prepare(encoded)
