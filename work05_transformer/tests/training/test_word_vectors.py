"""Word vectors learn what stands together, in each of the five ways."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

import pytest
import torch

from shared.errors import UserError
from work05_transformer.text.words import PADDING, UNKNOWN, Vocabulary
from work05_transformer.training.config import GloVeConfig, Word2VecConfig
from work05_transformer.training.word_vectors import learn_glove, learn_word2vec
from work05_transformer.word_vectors.comparisons import nearest

GROUPS = [["red", "green", "blue"], ["one", "two", "three"]]


def made_texts() -> list[list[str]]:
    generator = torch.Generator().manual_seed(0)
    texts = []
    for number in range(300):
        group = GROUPS[number % 2]
        texts.append([group[int(i)] for i in torch.randint(3, (6,), generator=generator)])
    return texts


@pytest.mark.parametrize(
    "way",
    [
        {},
        {"output": "hierarchical softmax"},
        {"predicts": "middle", "epochs": 6, "learning_rate": 0.05, "batch_size": 32},
        {"buckets": 100},
    ],
    ids=["skip-gram", "hierarchical", "CBOW", "fastText"],
)
def test_vectors_that_predict_learn_what_stands_together(way: dict[str, Any]) -> None:
    texts = made_texts()
    vocabulary = Vocabulary.of(texts, 100)
    small: dict[str, Any] = {"embedding_dim": 8, "window": 2, "threshold": 1.0, "batch_size": 64}
    config = Word2VecConfig(**{**small, "epochs": 2, "learning_rate": 0.03, **way})
    learned = learn_word2vec(texts, vocabulary, config, seed=0)
    check_groups(learned.vectors, vocabulary)
    if learned.subwords is not None:
        unseen = learned.subwords.vector(learned.table, "greenish")
        assert vocabulary.words[nearest(learned.vectors, unseen, 1)[0]] in GROUPS[0]


def test_vectors_fitted_to_counts_learn_what_stands_together() -> None:
    texts = made_texts()
    vocabulary = Vocabulary.of(texts, 100)
    config = GloVeConfig(embedding_dim=8, window=2, epochs=100, batch_size=8)
    check_groups(learn_glove(texts, vocabulary, config, seed=0).vectors, vocabulary)


def test_the_same_seed_gives_the_same_vectors() -> None:
    texts = made_texts()[:40]
    vocabulary = Vocabulary.of(texts, 100)
    config = Word2VecConfig(embedding_dim=8, threshold=1.0)
    first, again, other = (learn_word2vec(texts, vocabulary, config, seed) for seed in (0, 0, 1))
    assert torch.equal(first.vectors, again.vectors)
    assert not torch.equal(first.vectors, other.vectors)


@pytest.mark.parametrize("predicts", ["neighbors", "middle"])
@pytest.mark.parametrize("count", [2, 4])
def test_few_words_are_no_error(predicts: Literal["neighbors", "middle"], count: int) -> None:
    texts = made_texts()[:count]  # six words each, for twenty parts
    vocabulary = Vocabulary.of(texts, 100)
    config = Word2VecConfig(embedding_dim=8, threshold=1.0, predicts=predicts)
    before, after = (
        learn_word2vec(texts, vocabulary, replace(config, learning_rate=rate), seed=0).vectors
        for rate in (1e-30, 0.1)
    )
    assert after.isfinite().all()
    assert torch.equal(before, after) == (count == 2)  # parts of one word teach nothing


def check_groups(vectors: torch.Tensor, vocabulary: Vocabulary) -> None:
    for group in GROUPS:
        numbers = vocabulary.encode(group)
        neighbors = nearest(vectors, vectors[numbers[0]], 2, without=[numbers[0], PADDING, UNKNOWN])
        assert set(neighbors) == set(numbers[1:])


def test_ngrams_do_not_go_with_cbow() -> None:
    with pytest.raises(UserError, match="buckets of n-grams go with"):
        Word2VecConfig(predicts="middle", buckets=10)
