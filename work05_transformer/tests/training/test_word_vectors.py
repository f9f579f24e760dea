"""Word vectors learn what stands together."""

from __future__ import annotations

import torch

from work05_transformer.word_vectors.word2vec import nearest
from work05_transformer.text.words import PADDING, UNKNOWN, Vocabulary
from work05_transformer.training.config import Word2VecConfig
from work05_transformer.training.word_vectors import learn_vectors


def test_word_vectors_learn_what_stands_together() -> None:
    generator = torch.Generator().manual_seed(0)
    groups = [["red", "green", "blue"], ["one", "two", "three"]]
    texts = []
    for number in range(600):
        group = groups[number % 2]
        texts.append([group[int(i)] for i in torch.randint(3, (6,), generator=generator)])
    vocabulary = Vocabulary.of(texts, 100)
    config = Word2VecConfig(
        embedding_dim=8, window=2, threshold=1.0, epochs=4, batch_size=64, learning_rate=0.02
    )
    vectors = learn_vectors(texts, vocabulary, config, seed=0)
    for group in groups:
        numbers = vocabulary.encode(group)
        neighbors = nearest(vectors, vectors[numbers[0]], 2, without=[numbers[0], PADDING, UNKNOWN])
        assert set(neighbors) == set(numbers[1:])
