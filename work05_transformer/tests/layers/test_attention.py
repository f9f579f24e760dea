"""Attention equals torch's own, and its masks hide what they must."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from work05_transformer.errors import ModelError
from work05_transformer.layers import attention as attention_module
from work05_transformer.layers.attention import (
    SHORT,
    AdditiveAttention,
    MultiHeadAttention,
    attention,
    causal_mask,
    combine_masks,
    fast_attention,
    padding_mask,
)

TOLERANCE = {"rtol": 0.0, "atol": 1e-12}  # float64: rounding alone
OF_GRADIENTS = {"rtol": 1e-12, "atol": 1e-12}  # up to 20


def random(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def copy_into_torch(ours: MultiHeadAttention, dropout: float = 0.0) -> nn.MultiheadAttention:
    d_model = ours.query.in_features
    theirs = nn.MultiheadAttention(d_model, ours.num_heads, dropout, batch_first=True).double()
    with torch.no_grad():
        projections = (ours.query, ours.key, ours.value)
        theirs.in_proj_weight.copy_(torch.cat([part.weight for part in projections]))
        theirs.in_proj_bias.copy_(torch.cat([part.bias for part in projections]))
        theirs.out_proj.weight.copy_(ours.output.weight)
        theirs.out_proj.bias.copy_(ours.output.bias)
    return theirs


def make_attention(d_model: int, num_heads: int) -> MultiHeadAttention:
    torch.manual_seed(0)
    layer = MultiHeadAttention(d_model, num_heads).double()
    for parameter in layer.parameters():  # biases of 0 would hide a missing bias
        nn.init.normal_(parameter, std=0.3)
    return layer


@settings(deadline=None, derandomize=True, max_examples=25)
@given(
    batch=st.integers(1, 3),
    queries=st.integers(1, 7),
    keys=st.integers(1, 7),
    heads=st.sampled_from([1, 2, 4]),
    masked=st.booleans(),
)
def test_multi_head_attention_equals_torchs_with_the_same_weights_and_gradients(
    batch: int, queries: int, keys: int, heads: int, masked: bool
) -> None:
    ours = make_attention(8, heads)
    theirs = copy_into_torch(ours)
    target, source = random(batch, queries, 8), random(batch, keys, 8, seed=1)
    target.requires_grad_()
    is_token = torch.rand(batch, keys, generator=torch.Generator().manual_seed(2)) < 0.7
    is_token[:, 0] = True
    mask = padding_mask(is_token) if masked else None
    output = ours(target, source, mask)
    expected, weights = theirs(
        target,
        source,
        source,
        key_padding_mask=~is_token if masked else None,
        average_attn_weights=False,
    )
    torch.testing.assert_close(output, expected, **TOLERANCE)
    torch.testing.assert_close(ours.weights(target, source, mask), weights, **TOLERANCE)
    (gradient,) = torch.autograd.grad(output.square().sum(), target)
    (wanted,) = torch.autograd.grad(expected.square().sum(), target)
    torch.testing.assert_close(gradient, wanted, **OF_GRADIENTS)


def test_parameter_gradients_equal_torchs() -> None:
    ours = make_attention(8, 2)
    theirs = copy_into_torch(ours)
    inputs = random(2, 5, 8)
    mask = causal_mask(5)
    ours(inputs, inputs, mask).square().sum().backward()
    theirs(inputs, inputs, inputs, attn_mask=~mask)[0].square().sum().backward()
    for number, part in enumerate((ours.query, ours.key, ours.value)):
        wanted = theirs.in_proj_weight.grad[number * 8 : number * 8 + 8]
        torch.testing.assert_close(part.weight.grad, wanted, **OF_GRADIENTS)
    torch.testing.assert_close(ours.output.weight.grad, theirs.out_proj.weight.grad, **OF_GRADIENTS)


def test_multi_head_attention_equals_torchs_in_float32_within_a_millionth() -> None:
    ours = make_attention(64, 4).float()
    theirs = copy_into_torch(ours).float()
    inputs = random(2, 30, 64).float() / 4
    with torch.no_grad():
        torch.testing.assert_close(
            ours(inputs, inputs), theirs(inputs, inputs, inputs)[0], rtol=1e-6, atol=1e-6
        )


@pytest.mark.parametrize("short", [0, SHORT])
@pytest.mark.parametrize("masked", [False, True])
def test_the_fast_form_equals_equation_1(
    masked: bool, short: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attention_module, "SHORT", short)
    query, key, value = (random(2, 3, 6, 4, seed=seed) for seed in range(3))
    mask = causal_mask(6) if masked else None
    expected, weights = attention(query, key, value, mask)
    torch.testing.assert_close(fast_attention(query, key, value, mask), expected, **TOLERANCE)
    torch.testing.assert_close(
        fast_attention(query, key, value, causal=masked), expected, **TOLERANCE
    )
    torch.testing.assert_close(weights.sum(-1), torch.ones(2, 3, 6).double())


def test_a_causal_mask_hides_the_future_and_nothing_else() -> None:
    assert causal_mask(3).tolist() == [[1, 0, 0], [1, 1, 0], [1, 1, 1]]
    # Two new queries behind two cached positions.
    assert causal_mask(2, 4).tolist() == [[1, 1, 1, 0], [1, 1, 1, 1]]


def test_combined_masks_allow_what_all_allow() -> None:
    is_token = torch.tensor([[True, True, False]])
    both = combine_masks(causal_mask(3), None, padding_mask(is_token))
    assert both is not None
    assert both[0, 0].tolist() == [[1, 0, 0], [1, 1, 0], [1, 1, 0]]
    assert combine_masks(None, None) is None


def test_a_query_that_may_look_at_nothing_gets_zeros_not_nan() -> None:
    values = random(1, 1, 3, 2)
    mask = torch.zeros(3, 3, dtype=torch.bool)
    mixed, weights = attention(values, values, values, mask)
    assert (mixed == 0).all()
    assert (weights == 0).all()


def test_padding_changes_nothing_for_the_tokens() -> None:
    layer = make_attention(8, 2)
    sentence = random(1, 4, 8)
    padded = torch.cat((sentence, random(1, 3, 8, seed=9)), dim=1)
    mask = padding_mask(torch.arange(7)[None] < 4)
    torch.testing.assert_close(
        layer(padded, padded, mask)[:, :4], layer(sentence, sentence), **TOLERANCE
    )


def test_dropout_drops_weights_in_training_only_and_keeps_their_mean() -> None:
    torch.manual_seed(0)
    query = torch.zeros(1, 1, 200, 4)
    key, value = torch.zeros(1, 1, 50, 4), torch.ones(1, 1, 50, 1)
    mixed, weights = attention(query, key, value, dropout=0.5)
    torch.testing.assert_close(weights, torch.full_like(weights, 1 / 50))
    assert mixed.std() > 0.05
    assert mixed.mean().item() == pytest.approx(1.0, abs=0.05)
    layer = MultiHeadAttention(8, 2, dropout=0.5)
    inputs = torch.randn(1, 5, 8)
    assert not torch.equal(layer(inputs, inputs), layer(inputs, inputs))
    layer.eval()
    assert torch.equal(layer(inputs, inputs), layer(inputs, inputs))


def test_heads_must_divide_d_model() -> None:
    with pytest.raises(ModelError, match="d_model of 10 cannot be cut into 3 heads"):
        MultiHeadAttention(10, 3)


def test_additive_attention_equals_its_formula_one_pair_at_a_time() -> None:
    torch.manual_seed(0)
    layer = AdditiveAttention(3, 4, 5).double()
    query, key, value = random(2, 2, 3), random(2, 6, 4, seed=1), random(2, 6, 7, seed=2)
    mask = padding_mask(torch.arange(6)[None] < torch.tensor([[6], [2]]))[:, 0]
    mixed, weights = layer(query, key, value, mask)
    for b in range(2):
        for q in range(2):
            scores = torch.stack(
                [
                    layer.score.weight[0]
                    @ torch.tanh(layer.query.weight @ query[b, q] + layer.key.weight @ key[b, k])
                    for k in range(6 if b == 0 else 2)
                ]
            )
            expected = scores.softmax(0)
            torch.testing.assert_close(weights[b, q, : len(expected)], expected, **TOLERANCE)
            torch.testing.assert_close(
                mixed[b, q], expected @ value[b, : len(expected)], **TOLERANCE
            )
    assert (weights[1, :, 2:] == 0).all()
