"""Layer normalization equals torch's, forwards and backwards, and forgets shift and scale."""

from __future__ import annotations

import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from work05_transformer.layers.layer_norm import LayerNorm, layer_norm

EXACT = {"rtol": 0.0, "atol": 1e-10}


def random(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


@settings(deadline=None, derandomize=True, max_examples=20)
@given(
    batch=st.integers(1, 3),
    positions=st.integers(1, 4),
    d=st.integers(1, 6),
    eps=st.sampled_from([1e-12, 1e-5, 0.1]),
)
def test_output_and_gradients_equal_torchs(batch: int, positions: int, d: int, eps: float) -> None:
    ours, theirs = LayerNorm(d, eps).double(), nn.LayerNorm(d, eps).double()
    with torch.no_grad():
        for number, parameter in enumerate(ours.parameters()):
            parameter.copy_(random(d, seed=number))
    theirs.load_state_dict(ours.state_dict())
    outputs, gradients = [], []
    for layer in (ours, theirs):
        features = random(batch, positions, d, seed=2).requires_grad_()
        output = layer(features)
        output.backward(random(batch, positions, d, seed=3))
        outputs.append(output)
        gradients.append([features.grad, layer.weight.grad, layer.bias.grad])
    torch.testing.assert_close(*outputs, **EXACT)
    # Where features are equal, √eps, a millionth, divides what rounding leaves.
    torch.testing.assert_close(*gradients, rtol=1e-9, atol=1e-9)


@settings(deadline=None, derandomize=True, max_examples=20)
@given(shift=st.floats(-100, 100), scale=st.floats(0.1, 100))
def test_a_shift_and_a_scale_of_a_position_change_nothing(shift: float, scale: float) -> None:
    features, gain, bias = random(3, 8), random(8, seed=1), random(8, seed=2)
    expected = layer_norm(features, gain, bias, eps=1e-12)
    torch.testing.assert_close(
        layer_norm(scale * features + shift, gain, bias, eps=1e-12), expected, rtol=0, atol=1e-8
    )
    plain = layer_norm(features, torch.ones(8), torch.zeros(8), eps=1e-12)
    torch.testing.assert_close(plain.mean(-1), torch.zeros(3).double(), **EXACT)
    torch.testing.assert_close(
        plain.var(-1, correction=0), torch.ones(3).double(), rtol=0, atol=1e-9
    )


def test_positions_do_not_see_each_other() -> None:
    features, gain, bias = random(4, 8), random(8, seed=1), random(8, seed=2)
    whole = layer_norm(features, gain, bias)
    torch.testing.assert_close(layer_norm(features[1:2], gain, bias), whole[1:2], **EXACT)


def test_equal_features_become_the_bias_and_pass_finite_gradients() -> None:
    features, bias = torch.full((2, 4), 3.0, requires_grad=True), torch.arange(4.0)
    output = layer_norm(features, torch.ones(4), bias)
    torch.testing.assert_close(output, bias.expand(2, 4))
    output.square().sum().backward()  # type: ignore[no-untyped-call]
    assert features.grad is not None
    assert features.grad.isfinite().all()
