"""How word vectors are judged."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.data.testing import requires_data
from work05_transformer.word_vectors.comparisons import (
    analogies,
    cosine_similarities,
    load_word_tests,
    nearest,
    rank_correlation,
)

VECTORS = torch.tensor([[1.0, 0, 0.2], [0, 1, 0.2], [1, 0, 2], [0, 1, 2], [0.3, 0.3, -2]])


def test_an_analogy_is_found_by_adding_vectors() -> None:
    man, woman, king, queen, apple = range(5)
    asked = torch.tensor([[man, woman, king], [king, queen, man], [apple, apple, man]])
    assert analogies(VECTORS, asked).tolist()[:2] == [queen, woman]
    assert nearest(VECTORS, VECTORS[king], 2, without=[king]) == [queen, man]


def test_a_word_of_the_question_is_no_answer() -> None:
    asked = torch.combinations(torch.arange(5), 3)
    answers = analogies(VECTORS, asked)
    assert (answers[:, None] != asked).all()
    unit = torch.nn.functional.normalize(VECTORS, dim=1)
    for (a, b, c), answer in zip(asked.tolist(), answers.tolist(), strict=True):
        assert [answer] == nearest(unit, unit[b] - unit[a] + unit[c], 1, without=(a, b, c))


def test_similarities_are_cosines() -> None:
    pairs = torch.tensor([[0, 1], [2, 3], [4, 4]])
    expected = torch.cosine_similarity(VECTORS[pairs[:, 0]], VECTORS[pairs[:, 1]])
    torch.testing.assert_close(cosine_similarities(VECTORS, pairs), expected)


@given(values=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=3, max_size=20))
@settings(max_examples=40, deadline=None)
def test_the_rank_correlation_is_scipys_with_ties_too(values: list[tuple[int, int]]) -> None:
    stats = pytest.importorskip("scipy.stats")
    one, other = (list(part) for part in zip(*values, strict=True))
    if len(set(one)) > 1 and len(set(other)) > 1:
        ours = rank_correlation(torch.tensor(one).double(), torch.tensor(other).double())
        assert ours == pytest.approx(stats.spearmanr(one, other).statistic, abs=1e-6)


def test_the_public_questions_are_whole() -> None:
    requires_data("word-tests")
    tests = load_word_tests()
    assert (len(tests.semantic), len(tests.syntactic)) == (8869, 10675)
    assert (len(tests.wordsim353), len(tests.simlex999)) == (353, 999)
    assert all(len(question) == 4 for question in tests.semantic + tests.syntactic)
    assert ("old", "new", 1.58) in tests.simlex999
