"""Text classification: is a film review for or against? Five models, GloVe's vectors or none.

IMDB's 50,000 reviews, shuffled once. `classification`: 5,000 to learn from, 1,000 to validate, 3,000 to
test; the rest is not used, and every text is cut after 80 words, so that a model takes seconds. Each
model reads the training texts twice with Adam, and is tested once, at the end.
`classification_whole`: all reviews, 400 words of each, read four times; the learning rate is chosen on
validation texts with the first seed.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from shared.studies import Study, study
from shared.training import Loop, Rows
from work05_transformer.metrics import accuracy
from work05_transformer.models.classifier import Classifier, ClassifierSizes
from work05_transformer.text.labeled import REVIEWS
from work05_transformer.text.words import glove_vectors
from work05_transformer.training.classification import fit
from work05_transformer.training.config import ReviewConfig
from work05_transformer.training.reviews import load_reviews

CONFIG = ReviewConfig()
NAMES = {
    "bag-of-words": "bag of words", "bag-of-ngrams": "bag of words and pairs",
    "text-cnn": "TextCNN", "bilstm": "BiLSTM", "transformer": "Transformer",
}  # fmt: skip
LEARNING_RATES = {"bag-of-words": 5e-3, "bag-of-ngrams": 5e-3}
"""A bag has fewer parameters that matter, and learns well only with a higher learning rate."""
WHOLE = ReviewConfig(
    train=22_500, valid=2_500, test=25_000, longest=400, vocab_size=20_000, epochs=4
)
"""All reviews, in the sizes of the official split, a tenth of the training part to validate."""
WHOLE_RATES: dict[tuple[str, str], tuple[float, ...]] = {  # of a model and its word vectors
    ("text-cnn", "GloVe"): (1e-3, 3e-3),
    ("bag-of-ngrams", "none"): (5e-3, 2e-2),
    ("text-cnn", "none"): (1e-3, 3e-3),
    ("transformer", "GloVe"): (5e-4, 2e-3),
    ("transformer", "none"): (5e-4, 2e-3),
}

read_reviews = functools.cache(load_reviews)


def coverage(config: ReviewConfig) -> dict[str, float]:
    """Return what share of the vocabulary GloVe knows, and what share of the texts is positive."""
    reviews = read_reviews(config)
    _, known = glove_vectors(reviews.vocabulary)
    return {"glove/coverage": known, "test/positive": reviews.test[1].double().mean().item()}


def classifier(config: Mapping[str, Any], seed: int) -> dict[str, float]:
    """Train a classifier and count what it gets right.

    Args:
        config: `model`, one of MODELS; `vectors`, none or GloVe; `training` (ReviewConfig).
        seed: of the training.
    """
    training: ReviewConfig = config["training"]
    reviews = read_reviews(training)
    vectors = glove_vectors(reviews.vocabulary)[0] if config["vectors"] == "GloVe" else None
    loop = Loop(seed)
    words = tuple(reviews.vocabulary.words[2:])
    sizes = ClassifierSizes(
        config["model"], training.embedding_dim, training.longest, REVIEWS, words
    )
    model = Classifier(sizes, vectors=vectors).model
    start = time.process_time()
    fit(loop, training, model, reviews.train, reviews.valid)
    seconds = time.process_time() - start
    return {
        "valid/accuracy": accuracy(loop.evaluating(model, Rows(*reviews.valid), 500)),
        "test/accuracy": accuracy(loop.evaluating(model, Rows(*reviews.test), 500)),
        "train/core_seconds": seconds,
    }


@study()
def review_words(s: Study) -> None:
    """Count the reviews' words that have a GloVe vector; nothing is random."""
    s.measure("IMDB", coverage, CONFIG)


@study(seeds=(0, 1, 2))
def classification(s: Study) -> None:
    """Classify film reviews: bags, TextCNN, BiLSTM, Transformer, with GloVe and without."""
    for model, name in NAMES.items():
        training = replace(CONFIG, learning_rate=LEARNING_RATES.get(model, CONFIG.learning_rate))
        for vectors in ("none", "GloVe"):
            config = {"model": model, "vectors": vectors, "training": training}
            for seed in s.seeds:
                s.measure({"model": name, "word vectors": vectors}, classifier, config, seed)


@study(seeds=(0, 1, 2))
def classification_whole(s: Study) -> None:
    """Classify all reviews, 400 words of each: two hours. The first seed chooses the learning rate."""

    def labels_of(model: str, vectors: str, rate: float) -> dict[str, Any]:
        return {"model": NAMES[model], "word vectors": vectors, "learning rate": rate}

    def measure(model: str, vectors: str, rate: float, seeds: Sequence[int]) -> None:
        training = replace(WHOLE, learning_rate=rate)
        config = {"model": model, "vectors": vectors, "training": training}
        for seed in seeds:
            s.measure(labels_of(model, vectors, rate), classifier, config, seed)

    for (model, vectors), rates in WHOLE_RATES.items():
        for rate in rates:
            measure(model, vectors, rate, s.seeds[:1])
        reached = {
            rate: one["valid/accuracy"]
            for rate in rates
            for one in s.metrics(labels_of(model, vectors, rate))[:1]
        }
        best = max(rates, key=lambda rate: reached.get(rate, 0.0))
        measure(model, vectors, best, s.seeds[1:])
