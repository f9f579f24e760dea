"""Word vectors learned here from film reviews, in five ways, on one table.

All read the same reviews of IMDB. Analogies and similarities are the public ones whose words the
vocabulary has; GloVe's vectors, learned from six billion words, stand beside for scale, restricted to
the same vocabulary.
"""

from __future__ import annotations

import functools
import time
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor

from shared.studies import Study, study
from work05_transformer.text.words import Vocabulary, glove_vectors
from work05_transformer.training.config import GloVeConfig, Word2VecConfig, WordVectorConfig
from work05_transformer.training.word_vectors import (
    Learned,
    learn_glove,
    learn_word2vec,
    load_words,
)
from work05_transformer.word_vectors.comparisons import (
    analogies,
    cosine_similarities,
    load_word_tests,
    nearest,
    rank_correlation,
)

WAYS: dict[str, Word2VecConfig | GloVeConfig] = {
    "skip-gram": Word2VecConfig(),
    "skip-gram, hierarchical softmax": Word2VecConfig(output="hierarchical softmax"),
    # A prediction for each word, not for each pair: several passes cost what skip-gram's one does.
    "CBOW": Word2VecConfig(predicts="middle", epochs=3),
    "fastText (subwords)": Word2VecConfig(buckets=20_000, batch_size=2048, learning_rate=0.02),
    "GloVe, trained here": GloVeConfig(),
}
ASKED = ("actor", "terrible", "king", "horror", "two", "funny")
UNSEEN = ("awfulness", "zombielike", "unwatchably", "actorly", "twentysomethings", "horrrible")
"""Words of which most are not in the vocabulary."""
read_words = functools.cache(load_words)


def count_analogies(
    vectors: Float[Tensor, "words embedding_dim"],
    vocabulary: Vocabulary,
    questions: list[tuple[str, ...]],
) -> float:
    """Return the share of analogies whose fourth word is the first guess."""
    numbers = torch.tensor([vocabulary.encode(question) for question in questions])
    return float((analogies(vectors, numbers[:, :3]) == numbers[:, 3]).double().mean())


def compare(
    vectors: Float[Tensor, "words embedding_dim"], vocabulary: Vocabulary
) -> dict[str, float]:
    """Answer the public questions whose words are known; count them, too."""
    tests, known = load_word_tests(), vocabulary.numbers
    metrics: dict[str, float] = {}
    for name, asked in (("semantic", tests.semantic), ("syntactic", tests.syntactic)):
        questions = [question for question in asked if all(word in known for word in question)]
        metrics[f"{name}/questions"] = len(questions)
        metrics[f"{name}/accuracy"] = count_analogies(vectors, vocabulary, questions)
    for name, pairs in (("wordsim353", tests.wordsim353), ("simlex999", tests.simlex999)):
        rated = [(known[a], known[b], score) for a, b, score in pairs if a in known and b in known]
        both = torch.tensor([numbers for *numbers, _ in rated])
        ratings = torch.tensor([score for *_, score in rated])
        metrics[f"{name}/pairs"] = len(rated)
        metrics[f"{name}/spearman"] = rank_correlation(cosine_similarities(vectors, both), ratings)
    return metrics


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


def list_unseen(learned: Learned, vocabulary: Vocabulary) -> dict[str, dict[str, str]]:
    """Return the same for words that were never seen, where words have pieces."""
    if learned.subwords is None:
        return {}
    listed = {}
    for word in (word for word in UNSEEN if word not in vocabulary.numbers):
        vector = learned.subwords.vector(learned.table, word)
        neighbors = nearest(learned.vectors, vector, 5)
        listed[word] = {"words": ", ".join(vocabulary.words[other] for other in neighbors)}
    return listed


def trained_here(config: Word2VecConfig | GloVeConfig, seed: int) -> dict[str, Any]:
    """Train word vectors; answer all questions about them."""
    texts, vocabulary = read_words(config.text)
    start = time.process_time()
    if isinstance(config, GloVeConfig):
        learned = learn_glove(texts, vocabulary, config, seed)
    else:
        learned = learn_word2vec(texts, vocabulary, config, seed)
    return {
        "train/core_seconds": time.process_time() - start,
        "words_read": sum(map(len, texts)),
        **compare(learned.vectors, vocabulary),
        # Words in a table are of one training.
        "neighbors": list_neighbors(learned.vectors, vocabulary) if seed == 0 else {},
        "unseen": list_unseen(learned, vocabulary) if seed == 0 else {},
    }


def by_glove(config: WordVectorConfig) -> dict[str, Any]:
    """Answer the questions with GloVe's published vectors, for the words of the same vocabulary."""
    _, vocabulary = read_words(config)
    vectors, _ = glove_vectors(vocabulary)
    return {
        **compare(vectors, vocabulary),
        "neighbors": list_neighbors(vectors, vocabulary),
    }


@study(seeds=(0, 1, 2))
def word_vectors(s: Study) -> None:
    """Train word vectors in five ways on film reviews; analogies, similarities and neighbors."""
    for seed in s.seeds:
        for way, config in WAYS.items():
            s.measure({"vectors": way}, trained_here, config, seed)
    s.measure({"vectors": "GloVe, six billion words"}, by_glove, WordVectorConfig())
