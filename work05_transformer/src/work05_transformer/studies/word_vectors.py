"""Word vectors learned here from film reviews: neighbors, and analogies counted.

Skip-gram with negative sampling on whole reviews of IMDB.
The analogies are a few of grammar (good : better, bad : worse); GloVe's vectors, learned from six
billion words, stand beside for scale, restricted to the same vocabulary.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor

from shared.reporting import save_results
from work05_transformer.models.word2vec import analogy, nearest
from work05_transformer.text.words import Vocabulary, glove_vectors
from work05_transformer.training.config import Word2VecConfig
from work05_transformer.training.word_vectors import learn_vectors, load_words

RESULTS = Path(__file__).parents[3] / "results"

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


def count_analogies(
    vectors: Float[Tensor, "words embedding_dim"], vocabulary: Vocabulary
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
    """word2vec trained here on film reviews: neighbors and analogies, beside GloVe's."""
    torch.set_num_threads(1)
    texts, vocabulary = load_words(config)
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
            neighbors = [
                {"word": word, "trained here": _near(vectors, vocabulary, word),
                 "GloVe": _near(glove, vocabulary, word)}
                for word in ASKED
            ]  # fmt: skip
            save_results(
                RESULTS / "neighbours.json",
                command="python -m work05_transformer.study word_vectors",
                rows=neighbors,
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


def _near(vectors: Float[Tensor, "words embedding_dim"], vocabulary: Vocabulary, word: str) -> str:
    number = vocabulary.numbers[word]
    neighbors = nearest(vectors, vectors[number], 5, without=[number])
    return ", ".join(vocabulary.words[other] for other in neighbors)
