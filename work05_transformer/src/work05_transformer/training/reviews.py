"""IMDB's film reviews in the budget of a study: some to learn from, all cut short."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Int
from torch import Tensor

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


def shuffled_reviews() -> tuple[list[str], Int[Tensor, " reviews"]]:
    """Load IMDB's reviews and their classes, shuffled always alike: to train, to validate, to test."""
    loaded = load_imdb()
    order = np.random.default_rng(0).permutation(len(loaded.texts))
    labels = torch.from_numpy(loaded.labels[order].astype(np.int64))
    return [loaded.texts[number] for number in order], labels


def load_reviews(config: ReviewConfig) -> Reviews:
    """Load IMDB; the vocabulary is that of the training part."""
    whole, labels = shuffled_reviews()
    kept = config.train + config.valid + config.test
    texts, labels = [split_words(text) for text in whole[:kept]], labels[:kept]
    vocabulary = Vocabulary.of(texts[: config.train], config.vocab_size)
    words = vocabulary.matrix(texts, config.longest)
    sizes = (config.train, config.valid, config.test)
    train, valid, test = zip(words.split(sizes), labels.split(sizes), strict=True)
    return Reviews(train, valid, test, vocabulary)
