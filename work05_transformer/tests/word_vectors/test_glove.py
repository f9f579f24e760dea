"""GloVe's counts, weights and loss."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from work05_transformer.word_vectors.glove import (
    GloVe,
    count_cooccurrences,
    glove_loss,
    weight,
)


@given(
    texts=st.lists(st.lists(st.integers(0, 4), max_size=12), min_size=1, max_size=4),
    window=st.integers(1, 5),
)
@settings(max_examples=40, deadline=None)
def test_counts_are_those_of_a_loop(texts: list[list[int]], window: int) -> None:
    expected: dict[tuple[int, int], float] = {}
    for text in texts:
        for place, word in enumerate(text):
            for other in range(max(0, place - window), min(len(text), place + window + 1)):
                if other != place:
                    pair = (word, text[other])
                    expected[pair] = expected.get(pair, 0) + 1 / abs(other - place)
    arrays = [np.array(text, dtype=np.int64) for text in texts]
    words, contexts, counts = count_cooccurrences(arrays, 5, window)
    pairs = list(zip(words.tolist(), contexts.tolist(), strict=True))
    assert dict(zip(pairs, counts.tolist(), strict=True)) == pytest.approx(expected)


def test_the_papers_weights() -> None:
    counts = torch.tensor([0.0, 1, 50, 100, 1e6], dtype=torch.float64)
    expected = [0, 0.01**0.75, 0.5**0.75, 1, 1]
    assert weight(counts).tolist() == pytest.approx(expected)
    assert weight(counts, 10, 1)[1] == pytest.approx(0.1)
    assert weight(counts).diff().min() >= 0


def test_the_loss_of_pairs_by_hand() -> None:
    predicted = torch.tensor([1.0, 2.0], dtype=torch.float64, requires_grad=True)
    counts = torch.tensor([4.0, 400.0], dtype=torch.float64)
    loss = glove_loss(predicted, counts)
    first = 0.04**0.75 * (1 - math.log(4)) ** 2
    second = (2 - math.log(400)) ** 2
    assert loss.item() == pytest.approx((first + second) / 2)
    (gradient,) = torch.autograd.grad(loss, predicted)
    assert gradient.tolist() == pytest.approx([0.04**0.75 * (1 - math.log(4)), 2 - math.log(400)])


def test_the_model_is_a_product_and_two_biases() -> None:
    model = GloVe(5, 3)
    words, contexts = torch.tensor([0, 4]), torch.tensor([2, 1])
    for row, (word, context) in enumerate(((0, 2), (4, 1))):
        w, c = model.words.weight[word], model.contexts.weight[context]
        expected = w[:3] @ c[:3] + w[3] + c[3]
        torch.testing.assert_close(model(words, contexts)[row], expected)
    expected = model.words.weight[:, :3] + model.contexts.weight[:, :3]
    torch.testing.assert_close(model.vectors(), expected.detach())
