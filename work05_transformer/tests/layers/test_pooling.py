"""Attention pooling is kernel regression, and a mean of the values whatever the score."""

from __future__ import annotations

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from work05_transformer.layers.attention import AdditiveAttention, attention
from work05_transformer.layers.pooling import (
    KernelPooling,
    Pooling,
    average_pooling,
    kernel_pooling,
)

EXACT = {"rtol": 0.0, "atol": 1e-12}


def random(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def poolings() -> dict[str, Pooling]:
    torch.manual_seed(0)
    return {
        "average": average_pooling,
        "kernel": KernelPooling(0.7).double(),
        "additive": AdditiveAttention(3, 3, 5).double(),
        "dot product": attention,
    }


@settings(deadline=None, derandomize=True, max_examples=20)
@given(
    queries=st.integers(1, 4),
    keys=st.integers(1, 5),
    d=st.integers(1, 3),
    width=st.floats(0.05, 5),
)
def test_a_kernel_equals_the_formula_by_loops(
    queries: int, keys: int, d: int, width: float
) -> None:
    query, key, value = random(queries, d), random(keys, d, seed=1), random(keys, 2, seed=2)
    mixed, weights = kernel_pooling(query, key, value, width)
    for i, q in enumerate(query.tolist()):
        kernels = [math.exp(-(math.dist(q, k) ** 2) / (2 * width**2)) for k in key.tolist()]
        total = sum(kernels)
        if total < 1e-200:  # the plain formula divides 0 by 0
            continue
        expected = sum(
            (k / total * v for k, v in zip(kernels, value, strict=True)), torch.zeros(2).double()
        )
        torch.testing.assert_close(mixed[i], expected, **EXACT)
        torch.testing.assert_close(
            weights[i], torch.tensor(kernels, dtype=torch.float64) / total, **EXACT
        )


@pytest.mark.parametrize("name", poolings())
def test_weights_sum_to_one_and_the_order_of_the_pairs_does_not_matter(name: str) -> None:
    pool = poolings()[name]
    query, key, value = random(2, 4, 3), random(2, 6, 3, seed=1), random(2, 6, 2, seed=2)
    mixed, weights = pool(query, key, value)
    torch.testing.assert_close(weights.sum(-1), torch.ones(2, 4).double(), **EXACT)
    assert (weights >= 0).all()
    order = torch.tensor([3, 0, 5, 1, 4, 2])
    again, permuted = pool(query, key[:, order], value[:, order])
    torch.testing.assert_close(again, mixed, **EXACT)
    torch.testing.assert_close(permuted, weights[..., order], **EXACT)


def test_a_narrow_kernel_takes_the_nearest_value_and_a_wide_one_the_mean() -> None:
    query, key, value = random(4, 3), random(6, 3, seed=1), random(6, 2, seed=2)
    nearest = value[torch.cdist(query, key).argmin(-1)]
    for width in (1e-2, 1e-6):
        torch.testing.assert_close(kernel_pooling(query, key, value, width)[0], nearest, **EXACT)
    wide, _ = kernel_pooling(query, key, value, 1e6)
    torch.testing.assert_close(wide, value.mean(0).expand(4, 2), rtol=0, atol=1e-9)
    torch.testing.assert_close(average_pooling(query, key, value)[0], wide, rtol=0, atol=1e-9)


def test_a_kernel_is_a_dot_product_of_longer_keys() -> None:
    # −(q − k)² / 2w² = qk / w² − k² / 2w² − q² / 2w², and the softmax over the keys forgets the last.
    query, key, value, width = random(4, 1), random(6, 1, seed=1), random(6, 2, seed=2), 0.6
    longer_query = torch.cat((query, torch.ones_like(query)), -1) * math.sqrt(2)
    longer_key = torch.cat((key, -key.square() / 2), -1) / width**2
    expected = kernel_pooling(query, key, value, width)
    torch.testing.assert_close(attention(longer_query, longer_key, value), expected, **EXACT)


def test_gradients_are_finite_differences_also_at_a_key() -> None:
    key = random(5, 2, seed=1)
    query = torch.cat((random(2, 2), key[:1]))
    inputs = (query, key.clone(), random(5, 2, seed=2), torch.tensor(0.8).double())
    leaves = [tensor.requires_grad_() for tensor in inputs]
    assert torch.autograd.gradcheck(kernel_pooling, leaves, atol=1e-8, rtol=0)  # type: ignore[no-untyped-call]


def test_a_learned_width_is_a_parameter_and_stays_positive() -> None:
    assert [p.requires_grad for p in KernelPooling(2.0).parameters()] == [False]
    layer = KernelPooling(2.0, learned=True)
    torch.testing.assert_close(layer.width.item(), 2.0)
    optimizer = torch.optim.SGD(layer.parameters(), lr=100)
    key, value = torch.tensor([[0.0], [1.0]]), torch.tensor([[0.0], [1.0]])
    for _ in range(3):
        optimizer.zero_grad()
        layer(torch.tensor([[0.1]]), key, value)[0].square().sum().backward()
        optimizer.step()
    assert 0 < layer.width.item() < 2
