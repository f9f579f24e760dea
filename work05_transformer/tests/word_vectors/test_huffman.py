"""Huffman's tree, and the softmax along its paths."""

from __future__ import annotations

import itertools
import math
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn.functional import binary_cross_entropy_with_logits

from work05_transformer.word_vectors.huffman import (
    hierarchical_softmax_loss,
    huffman_paths,
    log_probabilities,
)

COUNTS = [7, 1, 5, 5, 2, 9, 1]


def codes(counts: list[int]) -> list[tuple[int, ...]]:
    turns = huffman_paths(torch.tensor(counts)).turns.int().tolist()
    return [tuple(turn for turn in row if turn) for row in turns]


def shortest_mean(counts: tuple[int, ...]) -> int:
    """Try all ways to join two trees, one after the other."""
    if len(counts) == 1:
        return 0
    best = math.inf
    for one, other in itertools.combinations(range(len(counts)), 2):
        rest = tuple(c for place, c in enumerate(counts) if place not in (one, other))
        joined = counts[one] + counts[other]
        best = min(best, joined + shortest_mean((*rest, joined)))
    return int(best)


@given(counts=st.lists(st.integers(0, 100), min_size=2, max_size=6))
@settings(max_examples=30, deadline=None)
def test_no_tree_has_shorter_paths(counts: list[int]) -> None:
    lengths = [len(code) for code in codes(counts)]
    total = sum(count * length for count, length in zip(counts, lengths, strict=True))
    assert total == shortest_mean(tuple(counts))


@given(counts=st.lists(st.integers(0, 1000), min_size=2, max_size=40))
@settings(max_examples=30, deadline=None)
def test_no_path_begins_with_another_and_frequent_words_have_short_ones(counts: list[int]) -> None:
    paths = codes(counts)
    for one, other in itertools.permutations(paths, 2):
        assert other[: len(one)] != one
    assert sum(2.0 ** -len(path) for path in paths) == 1  # Kraft: no leaf is missing
    for one, other in itertools.permutations(range(len(counts)), 2):
        assert counts[one] <= counts[other] or len(paths[one]) <= len(paths[other])


@given(words=st.integers(2, 30), seed=st.integers(0, 100))
@settings(max_examples=20, deadline=None)
def test_the_probabilities_of_all_words_sum_to_one(words: int, seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    paths = huffman_paths(torch.randint(0, 50, (words,), generator=generator))
    hidden = torch.randn(3, 4, generator=generator, dtype=torch.float64)
    vectors = torch.randn(words - 1, 4, generator=generator, dtype=torch.float64)
    logs = log_probabilities(hidden, vectors, paths)
    assert logs.shape == (3, words)
    torch.testing.assert_close(logs.exp().sum(1), torch.ones(3, dtype=torch.float64))


def test_the_loss_is_the_negative_logarithm_of_the_words_probability() -> None:
    paths = huffman_paths(torch.tensor([5, 1, 1, 3, 9]))
    hidden = torch.randn(4, 3, dtype=torch.float64, requires_grad=True)
    vectors = torch.randn(4, 3, dtype=torch.float64, requires_grad=True)
    words = torch.tensor([0, 4, 2, 2])
    nodes, turns = paths.nodes[words], paths.turns[words]
    loss = hierarchical_softmax_loss(hidden, vectors[nodes], turns)
    expected = -log_probabilities(hidden, vectors, paths)[range(4), words].mean()
    torch.testing.assert_close(loss, expected)
    given = torch.autograd.grad(loss, (hidden, vectors))
    wanted = torch.autograd.grad(expected, (hidden, vectors))
    torch.testing.assert_close(given, wanted)


def test_each_turn_is_a_logistic_regression() -> None:
    hidden, nodes = (torch.randn(2, 3, dtype=torch.float64), torch.randn(2, 4, 3).double())
    turns = torch.tensor([[1.0, -1, 1, 1], [-1, 1, 0, 0]]).double()
    logits = (hidden[:, None] * nodes).sum(-1)
    expected = binary_cross_entropy_with_logits(
        logits, (turns + 1) / 2, weight=turns.abs(), reduction="sum"
    )
    torch.testing.assert_close(hierarchical_softmax_loss(hidden, nodes, turns), expected / 2)


@pytest.fixture
def their_model() -> Any:
    """gensim's skip-gram with hierarchical softmax, and some random vectors."""
    word2vec = pytest.importorskip("gensim.models.word2vec")
    model = word2vec.Word2Vec(vector_size=4, window=2, min_count=1, sg=1, hs=1, negative=0)
    model.build_vocab_from_freq({str(word): count for word, count in enumerate(COUNTS)})
    generator = torch.Generator().manual_seed(0)
    for table in (model.wv.vectors, model.syn1):
        table[:] = torch.randn(table.shape, generator=generator).numpy()
    return model


def test_gensim_has_paths_of_the_same_total_length(their_model: Any) -> None:
    lengths = [len(their_model.wv.get_vecattr(str(word), "code")) for word in range(len(COUNTS))]
    theirs = sum(count * length for count, length in zip(COUNTS, lengths, strict=True))
    ours = sum(count * len(code) for count, code in zip(COUNTS, codes(COUNTS), strict=True))
    assert ours == theirs


def test_gensim_scores_a_sentence_alike(their_model: Any) -> None:
    sentence = ["0", "3", "5", "4"]
    (theirs,) = their_model.score([sentence], total_sentences=1)
    ours, turns = 0.0, 0
    for place, other in itertools.permutations(range(4), 2):
        if abs(place - other) <= 2:
            word = sentence[other]
            code = torch.tensor(their_model.wv.get_vecattr(word, "code").astype(int))
            points = their_model.wv.get_vecattr(word, "point").astype(int)
            turns += len(points)
            hidden = torch.tensor(their_model.wv[sentence[place]])[None]
            nodes = torch.tensor(their_model.syn1[points])[None]
            ours += hierarchical_softmax_loss(hidden, nodes, 1.0 - 2.0 * code[None]).item()
    # gensim looks logarithms up in a table of 1000 places from -6 to 6, a little beside each.
    assert -theirs == pytest.approx(ours, abs=0.036 * turns)
