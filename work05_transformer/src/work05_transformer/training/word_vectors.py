"""Training word vectors on film reviews: skip-gram with negative sampling."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from shared.data.text import load_imdb
from work05_transformer.word_vectors.word2vec import (
    SkipGram,
    keep_probability,
    noise_distribution,
    skip_gram_pairs,
)
from work05_transformer.text.words import UNKNOWN, Vocabulary, split_words
from work05_transformer.training.config import Word2VecConfig


def load_words(config: Word2VecConfig) -> tuple[list[list[str]], Vocabulary]:
    """Load IMDB's reviews, cut into words, and their vocabulary."""
    loaded = load_imdb()
    order = np.random.default_rng(0).permutation(len(loaded.texts))[: config.reviews]
    texts = [split_words(loaded.texts[number]) for number in order]
    return texts, Vocabulary.of(texts, config.vocab_size, config.least)


def learn_vectors(
    texts: Sequence[Sequence[str]], vocabulary: Vocabulary, config: Word2VecConfig, seed: int
) -> Float[Tensor, "words embedding_dim"]:
    """Train skip-gram; return the vectors of the words in the middle."""
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    counts = torch.tensor(vocabulary.counts, dtype=torch.float64)
    keep, noise = keep_probability(counts, config.threshold), noise_distribution(counts)
    # Windows may cross from one review into the next, as in the authors' program.
    whole = torch.tensor(vocabulary.encode(itertools.chain.from_iterable(texts)))
    whole = whole[whole != UNKNOWN]
    model = SkipGram(len(vocabulary), config.embedding_dim)
    optimizer = torch.optim.SparseAdam(list(model.parameters()), config.learning_rate)
    parts = 20 * config.epochs  # the text in parts: all pairs at once would need much memory
    for part in range(parts):
        kept = whole[torch.rand(len(whole), generator=generator) < keep[whole]]
        text = kept.chunk(20)[part % 20]
        centers, contexts = skip_gram_pairs(text, config.window, generator)
        order = torch.randperm(len(centers), generator=generator)
        for group in optimizer.param_groups:
            group["lr"] = config.learning_rate * (1 - part / parts)
        for some in order.split(config.batch_size):
            drawn = torch.multinomial(
                noise, len(some) * config.negatives, replacement=True, generator=generator
            )
            optimizer.zero_grad()
            loss = model(centers[some], contexts[some], drawn.view(len(some), -1))
            loss.backward()
            optimizer.step()
    return model.centers.weight.detach()
