"""What the study of word vectors asks, on a vocabulary of seven words."""

from __future__ import annotations

import pytest
import torch

from work05_transformer.studies import word_vectors
from work05_transformer.text.words import Vocabulary
from work05_transformer.training.word_vectors import Learned
from work05_transformer.word_vectors.comparisons import WordTests
from work05_transformer.word_vectors.subwords import Subwords

WORDS = ["man", "woman", "king", "queen", "apple"]
VECTORS = torch.tensor(
    [[0.0, 0, 0], [0, 0, 0], [1, 0, 0.2], [0, 1, 0.2], [1, 0, 2], [0, 1, 2], [0.3, 0.3, -2]]
)


def test_questions_with_unknown_words_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    tests = WordTests(
        semantic=[("man", "woman", "king", "queen"), ("man", "woman", "boy", "girl")],
        syntactic=[("man", "woman", "king", "apple"), ("king", "queen", "man", "woman")],
        wordsim353=[("man", "king", 9.0), ("man", "apple", 1.0), ("man", "women", 5.0)],
        simlex999=[("man", "woman", 1.0), ("king", "queen", 2.0), ("king", "apple", 3.0)],
    )
    monkeypatch.setattr(word_vectors, "load_word_tests", lambda: tests)
    metrics = word_vectors.compare(VECTORS, Vocabulary(WORDS))
    assert (metrics["semantic/questions"], metrics["semantic/accuracy"]) == (1, 1)
    assert (metrics["syntactic/questions"], metrics["syntactic/accuracy"]) == (2, 0.5)
    assert (metrics["wordsim353/pairs"], metrics["simlex999/pairs"]) == (2, 3)
    assert metrics["wordsim353/spearman"] == pytest.approx(1)
    assert metrics["simlex999/spearman"] == pytest.approx(-0.5)


def test_only_pieces_give_vectors_to_words_never_seen() -> None:
    vocabulary = Vocabulary(WORDS)
    assert word_vectors.list_unseen(Learned(VECTORS, None, VECTORS), vocabulary) == {}
    subwords = Subwords(vocabulary.words, 10)
    table = torch.randn(subwords.rows, 3)
    listed = word_vectors.list_unseen(Learned(VECTORS, subwords, table), vocabulary)
    assert list(listed) == list(word_vectors.UNSEEN)
    assert all(len(entry["words"].split(", ")) == 5 for entry in listed.values())
