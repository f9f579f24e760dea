"""Classifiers learn; reviews and GloVe's vectors fit together."""

from __future__ import annotations

import pytest
import torch

from shared.data.testing import requires_data
from shared.training import Loop, Rows
from work05_transformer.metrics import accuracy
from work05_transformer.models.word2vec import nearest
from work05_transformer.text.words import glove_vectors
from work05_transformer.training.config import ReviewConfig
from work05_transformer.training.reviews import MODELS, fit, load_reviews, make_classifier


@pytest.mark.parametrize("name", MODELS)
def test_classifiers_learn_a_class_by_a_word(name: str) -> None:
    generator = torch.Generator().manual_seed(1)
    words = torch.randint(2, 18, (256, 9), generator=generator)
    labels = torch.arange(256) % 2
    words[torch.arange(256), torch.randint(9, (256,), generator=generator)] = 18 + labels
    config = ReviewConfig(embedding_dim=8, longest=12, epochs=8, batch_size=32, learning_rate=1e-2)
    torch.manual_seed(0)
    loop = Loop(0)
    model = fit(loop, config, make_classifier(name, config, 20, dropout=0.0), (words, labels))
    assert accuracy(loop.evaluating(model, Rows(words, labels), 100)) > 0.95


def test_reviews_and_glove_fit_together() -> None:
    requires_data("imdb")
    requires_data("glove-6b-50d")
    reviews = load_reviews(ReviewConfig(train=300, valid=20, test=20, longest=30))
    assert reviews.train[0].shape == (300, 30)
    assert set(reviews.test[1].tolist()) == {0, 1}
    vectors, share = glove_vectors(reviews.vocabulary)
    assert vectors.shape == (len(reviews.vocabulary), 50)
    assert share > 0.9
    numbers = reviews.vocabulary.numbers
    assert numbers["his"] in nearest(vectors, vectors[numbers["he"]], 6)
