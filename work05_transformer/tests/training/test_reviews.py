"""IMDB's reviews and GloVe's vectors fit together."""

from __future__ import annotations

from shared.data.testing import requires_data
from work05_transformer.text.words import glove_vectors
from work05_transformer.training.config import ReviewConfig
from work05_transformer.training.reviews import load_reviews
from work05_transformer.word_vectors.comparisons import nearest


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
