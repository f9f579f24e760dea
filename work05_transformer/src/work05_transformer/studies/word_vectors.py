"""Word vectors learned here from film reviews: neighbors, and analogies counted.

Skip-gram with negative sampling on whole reviews of IMDB.
The analogies are a few of grammar (good : better, bad : worse); GloVe's vectors, learned from six
billion words, stand beside for scale, restricted to the same vocabulary.
"""

from __future__ import annotations

import functools
import itertools
import time
from typing import Any

from jaxtyping import Float
from torch import Tensor

from shared.studies import Study, study
from work05_transformer.word_vectors.word2vec import analogy, nearest
from work05_transformer.text.words import Vocabulary, glove_vectors
from work05_transformer.training.config import Word2VecConfig
from work05_transformer.training.word_vectors import learn_vectors, load_words

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

read_words = functools.cache(load_words)


def count_analogies(
    vectors: Float[Tensor, "words embedding_dim"], vocabulary: Vocabulary
) -> dict[str, dict[str, Any]]:
    """Return, by relation, how many analogies there are, and the share right at the first guess."""
    counted = {}
    for relation, pairs in RELATIONS.items():
        known = [pair for pair in pairs if all(word in vocabulary.numbers for word in pair)]
        numbers = [tuple(vocabulary.encode(pair)) for pair in known]
        asked = list(itertools.permutations(numbers, 2))
        right = sum(analogy(vectors, a, b, c) == [d] for (a, b), (c, d) in asked)
        counted[relation] = {"analogies": len(asked), "accuracy": right / len(asked)}
    return counted


def list_neighbors(
    vectors: Float[Tensor, "words embedding_dim"], vocabulary: Vocabulary
) -> dict[str, dict[str, str]]:
    """Return, by word, the five words whose vectors point most in its direction."""
    listed = {}
    for word in ASKED:
        number = vocabulary.numbers[word]
        neighbors = nearest(vectors, vectors[number], 5, without=[number])
        listed[word] = {"words": ", ".join(vocabulary.words[other] for other in neighbors)}
    return listed


def trained_here(config: Word2VecConfig, seed: int) -> dict[str, Any]:
    """Train word vectors; count their analogies and list their neighbors."""
    texts, vocabulary = read_words(config)
    start = time.process_time()
    vectors = learn_vectors(texts, vocabulary, config, seed)
    return {
        "train/core_seconds": time.process_time() - start,
        "words_read": sum(map(len, texts)),
        "relations": count_analogies(vectors, vocabulary),
        "neighbors": list_neighbors(vectors, vocabulary),
    }


def by_glove(config: Word2VecConfig) -> dict[str, Any]:
    """Do the same with GloVe's vectors, for the words of the same vocabulary."""
    _, vocabulary = read_words(config)
    vectors, _ = glove_vectors(vocabulary)
    return {
        "relations": count_analogies(vectors, vocabulary),
        "neighbors": list_neighbors(vectors, vocabulary),
    }


@study(seeds=(0,))
def word_vectors(s: Study) -> None:
    """Train word2vec on film reviews; neighbors and analogies, beside GloVe's."""
    for seed in s.seeds:
        s.measure("trained here", trained_here, CONFIG, seed)
    s.measure("GloVe", by_glove, CONFIG)
