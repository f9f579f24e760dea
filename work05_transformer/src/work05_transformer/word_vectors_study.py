"""Word vectors learned here from film reviews: neighbours, and analogies counted.

Skip-gram with negative sampling on whole reviews of IMDB.
The analogies are a few of grammar (good : better, bad : worse); GloVe's vectors, learned from six
billion words, stand beside for scale, restricted to the same vocabulary.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from shared.data.text import load_imdb
from shared.reporting import save_results
from work05_transformer.classification_study import glove_vectors
from work05_transformer.word2vec import (
    SkipGram,
    analogy,
    keep_probability,
    nearest,
    noise_distribution,
    skip_gram_pairs,
)
from work05_transformer.words import UNKNOWN, Vocabulary, split_words

RESULTS = Path(__file__).parents[2] / "results"


@dataclass(frozen=True)
class Word2VecConfig:
    """How word vectors are learned."""

    reviews: int = 25_000
    vocabulary: int = 10_000
    least: int = 10
    """Words that occur more seldom are unknown."""
    width: int = 50
    window: int = 5
    negatives: int = 5
    threshold: float = 1e-4
    """Of subsampling."""
    epochs: int = 3
    batch_size: int = 512
    rate: float = 0.01
    """Of sparse Adam; it falls linearly to 0."""


CONFIG = Word2VecConfig()
ASKED = ("actor", "terrible", "king", "horror", "two", "funny")
# Pairs of the same relation: each two of them make an analogy, and its inverse is another.
RELATIONS = {
    "man : woman": (
        ("man", "woman"), ("he", "she"), ("boy", "girl"), ("father", "mother"), ("son", "daughter"),
        ("brother", "sister"), ("actor", "actress"), ("husband", "wife"), ("king", "queen"),
    ),
    "singular : plural": (
        ("movie", "movies"), ("film", "films"), ("actor", "actors"), ("scene", "scenes"),
        ("character", "characters"), ("year", "years"), ("story", "stories"), ("joke", "jokes"),
    ),
    "present : past": (
        ("is", "was"), ("has", "had"), ("does", "did"), ("makes", "made"), ("gets", "got"),
        ("goes", "went"), ("takes", "took"), ("says", "said"), ("comes", "came"),
    ),
    "plain : comparative": (
        ("good", "better"), ("bad", "worse"), ("big", "bigger"), ("long", "longer"),
        ("old", "older"), ("young", "younger"), ("funny", "funnier"), ("great", "greater"),
    ),
}  # fmt: skip


def learn_vectors(
    texts: Sequence[Sequence[str]], vocabulary: Vocabulary, config: Word2VecConfig, seed: int
) -> Float[Tensor, "words width"]:
    """Train skip-gram; return the vectors of the words in the middle."""
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    counts = torch.tensor(vocabulary.counts, dtype=torch.float64)
    keep, noise = keep_probability(counts, config.threshold), noise_distribution(counts)
    # Windows may cross from one review into the next, as in the authors' programme.
    whole = torch.tensor(vocabulary.encode(itertools.chain.from_iterable(texts)))
    whole = whole[whole != UNKNOWN]
    model = SkipGram(len(vocabulary), config.width)
    optimizer = torch.optim.SparseAdam(list(model.parameters()), config.rate)
    parts = 20 * config.epochs  # the text in parts: all pairs at once would need much memory
    for part in range(parts):
        kept = whole[torch.rand(len(whole), generator=generator) < keep[whole]]
        text = kept.chunk(20)[part % 20]
        centres, contexts = skip_gram_pairs(text, config.window, generator)
        order = torch.randperm(len(centres), generator=generator)
        for group in optimizer.param_groups:
            group["lr"] = config.rate * (1 - part / parts)
        for some in order.split(config.batch_size):
            drawn = torch.multinomial(
                noise, len(some) * config.negatives, replacement=True, generator=generator
            )
            optimizer.zero_grad()
            loss = model(centres[some], contexts[some], drawn.view(len(some), -1))
            loss.backward()
            optimizer.step()
    return model.centres.weight.detach()


def count_analogies(
    vectors: Float[Tensor, "words width"], vocabulary: Vocabulary
) -> dict[str, tuple[int, int]]:
    """Return, by relation, how many analogies are right at the first guess, and of how many."""
    counted = {}
    for relation, pairs in RELATIONS.items():
        known = [pair for pair in pairs if all(word in vocabulary.numbers for word in pair)]
        numbers = [tuple(vocabulary.encode(pair)) for pair in known]
        asked = list(itertools.permutations(numbers, 2))
        right = sum(analogy(vectors, a, b, c) == [d] for (a, b), (c, d) in asked)
        counted[relation] = (right, len(asked))
    return counted


def word_vectors(seeds: Sequence[int], config: Word2VecConfig = CONFIG) -> None:
    """word2vec trained here on film reviews: neighbours and analogies, beside GloVe's."""
    torch.set_num_threads(1)
    loaded = load_imdb()
    order = np.random.default_rng(0).permutation(len(loaded.texts))[: config.reviews]
    texts = [split_words(loaded.texts[number]) for number in order]
    vocabulary = Vocabulary.of(texts, config.vocabulary, config.least)
    glove, _ = glove_vectors(vocabulary)
    rows: list[dict[str, Any]] = [
        {"relation": relation, "analogies": total, "GloVe right %": 100 * right / total}
        for relation, (right, total) in count_analogies(glove, vocabulary).items()
    ]
    values: dict[str, Any] = {"words read": sum(map(len, texts)), "training core-seconds": []}
    for number, seed in enumerate(seeds, 1):
        start = time.process_time()
        vectors = learn_vectors(texts, vocabulary, config, seed)
        values["training core-seconds"].append(round(time.process_time() - start, 1))
        for row, (right, total) in zip(
            rows, count_analogies(vectors, vocabulary).values(), strict=True
        ):
            row.setdefault("trained here right %", []).append(100 * right / total)
        print(f"seed {seed}: {rows}", flush=True)
        if seed == seeds[0]:
            neighbours = [
                {"word": word, "trained here": _near(vectors, vocabulary, word),
                 "GloVe": _near(glove, vocabulary, word)}
                for word in ASKED
            ]  # fmt: skip
            save_results(
                RESULTS / "neighbours.json",
                command="python -m work05_transformer.study word_vectors",
                rows=neighbours,
                config=asdict(config),
                seeds=[seed],
            )
        save_results(
            RESULTS / "word_vectors.json",
            command="python -m work05_transformer.study word_vectors",
            rows=rows,
            values=values,
            config=asdict(config),
            seeds=seeds[:number],
        )


def _near(vectors: Float[Tensor, "words width"], vocabulary: Vocabulary, word: str) -> str:
    number = vocabulary.numbers[word]
    found = nearest(vectors, vectors[number], 5, without=[number])
    return ", ".join(vocabulary.words[other] for other in found)
