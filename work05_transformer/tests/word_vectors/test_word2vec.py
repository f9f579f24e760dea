"""word2vec's formulas and its analogies."""

from __future__ import annotations

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn.functional import binary_cross_entropy_with_logits

from work05_transformer.word_vectors.word2vec import (
    Word2Vec,
    context_windows,
    keep_probability,
    negative_sampling_loss,
    noise_distribution,
    skip_gram_pairs,
)


@given(seed=st.integers(0, 1000), window=st.integers(1, 4), length=st.integers(5, 30))
@settings(max_examples=30, deadline=None)
def test_pairs_stand_within_the_window(seed: int, window: int, length: int) -> None:
    text = torch.arange(length)
    generator = torch.Generator().manual_seed(seed)
    centers, contexts = skip_gram_pairs(text, window, generator)
    distances = (centers - contexts).abs()
    assert distances.min() >= 1
    assert distances.max() <= window
    pairs = list(zip(centers.tolist(), contexts.tolist(), strict=True))
    assert len(set(pairs)) == len(pairs)
    # A word that reaches a place reaches all nearer ones, on both sides.
    for center, context in pairs:
        nearer = range(1, abs(center - context))
        for other in [center + step * sign for step in nearer for sign in (-1, 1)]:
            assert (center, other) in pairs or not 0 <= other < length


def test_a_window_of_one_pairs_neighbors() -> None:
    centers, contexts = skip_gram_pairs(torch.tensor([7, 8, 9]), 1, torch.Generator())
    pairs = sorted(zip(centers.tolist(), contexts.tolist(), strict=True))
    assert pairs == [(7, 8), (8, 7), (8, 9), (9, 8)]


def test_the_loss_is_logistic_regression_of_near_against_random() -> None:
    center, context = torch.randn(2, 4, 6, dtype=torch.float64, requires_grad=True)
    negatives = torch.randn(4, 3, 6, dtype=torch.float64)
    ours = negative_sampling_loss(center, context, negatives)
    others = torch.cat((context[:, None], negatives), dim=1)
    logits = (others * center[:, None]).sum(-1)
    targets = torch.tensor([[1.0, 0, 0, 0]], dtype=torch.float64).expand(4, 4)
    expected = binary_cross_entropy_with_logits(logits, targets, reduction="sum") / 4
    torch.testing.assert_close(ours, expected)


def test_frequent_words_are_thinned_out_and_drawn_less_than_their_share() -> None:
    counts = torch.tensor([0.0, 1, 99, 9900], dtype=torch.float64)
    keep = keep_probability(counts, 1e-3)
    assert keep[:2].tolist() == [1, 1]
    assert keep[3].item() == pytest.approx(math.sqrt(1e-3 / 0.99))
    noise = noise_distribution(counts)
    assert noise.sum().item() == pytest.approx(1)
    assert noise[0] == 0
    assert noise[3] / noise[2] == pytest.approx(100**0.75)


@given(seed=st.integers(0, 1000), window=st.integers(1, 4), length=st.integers(1, 30))
@settings(max_examples=30, deadline=None)
def test_windows_hold_the_pairs_of_skip_gram(seed: int, window: int, length: int) -> None:
    text = torch.arange(2, length + 2)
    windows = context_windows(text, window, torch.Generator().manual_seed(seed))
    centers, contexts = skip_gram_pairs(text, window, torch.Generator().manual_seed(seed))
    assert windows.shape == (length, 2 * window)
    expected = sorted(zip(centers.tolist(), contexts.tolist(), strict=True))
    rows = zip(text.tolist(), windows.tolist(), strict=True)
    assert sorted((word, near) for word, row in rows for near in row if near) == expected


def test_what_predicts_is_the_mean_without_padding() -> None:
    model = Word2Vec(6, 6, 4)
    bags = torch.tensor([[2, 3, 0, 0], [0, 5, 0, 5], [0, 0, 0, 0]])
    rows = model.inputs.weight
    expected = torch.stack(((rows[2] + rows[3]) / 2, rows[5], torch.zeros(4)))
    torch.testing.assert_close(model.predictors(bags), expected)
