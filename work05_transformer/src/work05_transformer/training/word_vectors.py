"""Training word vectors on film reviews: by prediction (word2vec, fastText) and by counts (GloVe)."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from shared.data.text import load_imdb
from work05_transformer.text.words import UNKNOWN, Vocabulary, split_words
from work05_transformer.training.config import GloVeConfig, Word2VecConfig, WordVectorConfig
from work05_transformer.word_vectors.glove import GloVe, count_cooccurrences, glove_loss
from work05_transformer.word_vectors.huffman import hierarchical_softmax_loss, huffman_paths
from work05_transformer.word_vectors.subwords import Subwords
from work05_transformer.word_vectors.word2vec import (
    Word2Vec,
    context_windows,
    keep_probability,
    negative_sampling_loss,
    noise_distribution,
    skip_gram_pairs,
)


@dataclass(frozen=True)
class Learned:
    """Word vectors, and where words have pieces, what gives vectors to words never seen.

    Attributes:
        vectors: one row a word of the vocabulary.
        subwords: how words are made up; None where they are whole.
        table: the rows of words and n-grams.
    """

    vectors: Float[Tensor, "words embedding_dim"]
    subwords: Subwords | None
    table: Float[Tensor, "rows embedding_dim"]


def load_words(config: WordVectorConfig) -> tuple[list[list[str]], Vocabulary]:
    """Load IMDB's reviews, cut into words, and their vocabulary."""
    loaded = load_imdb()
    order = np.random.default_rng(0).permutation(len(loaded.texts))[: config.reviews]
    texts = [split_words(loaded.texts[number]) for number in order]
    return texts, Vocabulary.of(texts, config.vocab_size, config.least)


def learn_word2vec(
    texts: Sequence[Sequence[str]], vocabulary: Vocabulary, config: Word2VecConfig, seed: int
) -> Learned:
    """Train vectors that predict; return those that do the predicting."""
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    counts = torch.tensor(vocabulary.counts, dtype=torch.float64)
    keep, noise = keep_probability(counts, config.threshold), noise_distribution(counts)
    subwords = Subwords(vocabulary.words, config.buckets) if config.buckets else None
    pieces = subwords.matrix(vocabulary.words) if subwords else None
    paths = huffman_paths(counts.long()) if config.output == "hierarchical softmax" else None
    # Windows may cross from one review into the next; the authors' program stops at a line's end.
    whole = torch.tensor(vocabulary.encode(itertools.chain.from_iterable(texts)))
    whole = whole[whole != UNKNOWN]
    rows = subwords.rows if subwords else len(vocabulary)
    model = Word2Vec(rows, len(vocabulary), config.embedding_dim)
    optimizer = torch.optim.SparseAdam(list(model.parameters()), config.learning_rate)
    parts = 20 * config.epochs  # the text in parts: all pairs at once would need much memory
    for part in range(parts):
        kept = whole[torch.rand(len(whole), generator=generator) < keep[whole]]
        size = -(-len(kept) // 20)
        start = part % 20 * size
        text = kept[start : start + size]
        if config.predicts == "neighbors":
            centers, words = skip_gram_pairs(text, config.window, generator)
            bags = centers[:, None]
        else:
            bags, words = context_windows(text, config.window, generator), text
        if not len(words):  # fewer words than parts, or one alone
            continue
        order = torch.randperm(len(words), generator=generator)
        for group in optimizer.param_groups:
            group["lr"] = config.learning_rate * (1 - part / parts)
        for some in order.split(config.batch_size):
            optimizer.zero_grad()
            hidden = model.predictors(bags[some], pieces)
            if paths is not None:
                nodes, turns = paths.nodes[words[some]], paths.turns[words[some]]
                loss = hierarchical_softmax_loss(hidden, model.outputs(nodes), turns)
            else:
                count = len(some) * config.negatives
                drawn = torch.multinomial(noise, count, replacement=True, generator=generator)
                negatives = model.outputs(drawn.view(len(some), -1))
                loss = negative_sampling_loss(hidden, model.outputs(words[some]), negatives)
            loss.backward()
            optimizer.step()
    table = model.inputs.weight.detach()
    vectors = table if pieces is None else model.inputs(pieces).detach()
    return Learned(vectors, subwords, table)


def learn_glove(
    texts: Sequence[Sequence[str]], vocabulary: Vocabulary, config: GloVeConfig, seed: int
) -> Learned:
    """Count which words stand together, and fit vectors to the counts."""
    torch.manual_seed(seed)
    numbers = [np.array(vocabulary.encode(text), dtype=np.int64) for text in texts]
    known = [text[text != UNKNOWN] for text in numbers]
    words, contexts, counts = count_cooccurrences(known, len(vocabulary), config.window)
    model = GloVe(len(vocabulary), config.embedding_dim)
    optimizer = torch.optim.Adagrad(model.parameters(), config.learning_rate, fused=True)
    for _ in range(config.epochs):
        for some in torch.randperm(len(words)).split(config.batch_size):
            optimizer.zero_grad()
            loss = glove_loss(model(words[some], contexts[some]), counts[some], config.most)
            loss.backward()
            optimizer.step()
    return Learned(model.vectors(), None, model.vectors())
