"""Training four kinds of classifiers on IMDB's film reviews."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Int
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from shared.data.text import load_imdb
from shared.training import Loop, Rows
from work05_transformer.models.text_classifiers import (
    BagOfWords,
    BiLSTM,
    TextClassifier,
    TextCNN,
    TransformerClassifier,
)
from work05_transformer.text.words import PADDING, Vocabulary, split_words
from work05_transformer.training.config import ReviewConfig

MODELS: dict[str, Callable[..., TextClassifier]] = {
    "bag of words": BagOfWords,
    "TextCNN": TextCNN,
    "BiLSTM": BiLSTM,
    "Transformer": TransformerClassifier,
}

Texts = tuple[Int[Tensor, "texts words"], Int[Tensor, " texts"]]


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


def make_classifier(
    name: str, config: ReviewConfig, vocab_size: int, **options: object
) -> TextClassifier:
    """Build one of MODELS; `options` are those of TextClassifier."""
    if name == "Transformer":
        options["longest"] = config.longest
    return MODELS[name](vocab_size, config.embedding_dim, **options)


def fit(loop: Loop, config: ReviewConfig, model: nn.Module, train: Texts) -> nn.Module:
    """Train a classifier; return it in evaluation mode."""
    optimizer = torch.optim.Adam(model.parameters(), config.learning_rate, fused=True)
    loader = loop.loader(Rows(*train), config.batch_size, training=True)
    trained, optimizer = loop.prepare(model, optimizer)
    for _ in loop.epochs(config.epochs):
        trained.train()
        for words, labels in loop.batches(loader):
            optimizer.zero_grad()
            longest = int((words != PADDING).sum(1).max())
            loop.backward(cross_entropy(trained(words[:, :longest]), labels))
            loop.clip_gradients(1.0)
            optimizer.step()
    return model.eval()
