"""IMDB's film reviews in the budget of a study: some to learn from, all cut short."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

from shared.data.text import load_imdb
from work05_transformer.text.words import Vocabulary, split_words
from work05_transformer.training.classification import Texts
from work05_transformer.training.config import ReviewConfig


@dataclass(frozen=True)
class Reviews:
    """Reviews in three parts, each word numbers and classes."""

    train: Texts
    valid: Texts
    test: Texts
    vocabulary: Vocabulary


def load_reviews(config: ReviewConfig) -> Reviews:
    """Load IMDB; the vocabulary is that of the training part."""
    loaded = load_imdb()
    order = np.random.default_rng(0).permutation(len(loaded.texts))
    kept = order[: config.train + config.valid + config.test]
    texts = [split_words(loaded.texts[number]) for number in kept]
    labels = torch.from_numpy(loaded.labels[kept].astype(np.int64))
    vocabulary = Vocabulary.of(texts[: config.train], config.vocab_size)
    words = vocabulary.matrix(texts, config.longest)
    sizes = (config.train, config.valid, config.test)
    train, valid, test = zip(words.split(sizes), labels.split(sizes), strict=True)
    return Reviews(train, valid, test, vocabulary)
