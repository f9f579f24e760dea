"""How word vectors are judged: neighbors, analogies, and similarities that people have rated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor
from torch.nn.functional import normalize

from shared.data.cache import fetch


@dataclass(frozen=True)
class WordTests:
    """Public questions about words.

    Attributes:
        semantic, syntactic: a is to b as c is to d (Mikolov et al. 2013a, section 4.1).
        wordsim353: two words, and how related people find them (Finkelstein et al. 2002).
        simlex999: two words, and how similar they are, which is more than related (Hill et al. 2015).
    """

    semantic: list[tuple[str, ...]]
    syntactic: list[tuple[str, ...]]
    wordsim353: list[tuple[str, str, float]]
    simlex999: list[tuple[str, str, float]]


def load_word_tests() -> WordTests:
    """Load the questions, in small letters.

    Raises:
        DataUnavailableError: they cannot be had.
    """
    folder = fetch("word-tests")
    questions: dict[bool, list[tuple[str, ...]]] = {False: [], True: []}
    syntactic = False
    for line in (folder / "questions-words.txt").read_text(encoding="utf-8").lower().splitlines():
        if line.startswith(":"):
            syntactic = line.startswith(": gram")
        else:
            questions[syntactic].append(tuple(line.split()))
    ratings = []
    for name in ("wordsim353.tsv", "simlex999.txt"):
        lines = (folder / name).read_text(encoding="utf-8").lower().splitlines()
        rows = [line.split("\t") for line in lines if not line.startswith("#")]
        ratings.append([(one, other, float(rated)) for one, other, rated in rows])
    return WordTests(questions[False], questions[True], *ratings)


def nearest(
    vectors: Float[Tensor, "words embedding_dim"],
    direction: Float[Tensor, " embedding_dim"],
    count: int,
    without: Sequence[int] = (),
) -> list[int]:
    """Return the words whose vectors point most in a direction, best first.

    Args:
        vectors: one row a word.
        direction: of any length.
        count: how many words.
        without: words that do not count.
    """
    cosines = normalize(vectors, dim=1) @ normalize(direction, dim=0)
    cosines[list(without)] = -torch.inf
    return cosines.topk(count).indices.tolist()


def analogies(
    vectors: Float[Tensor, "words embedding_dim"], questions: Int[Tensor, "questions 3"]
) -> Int[Tensor, " questions"]:
    """Return what is to c as b is to a: nearest to b − a + c, those three left out.

    Mikolov et al. 2013a, section 4. The three are vectors of length 1, as in their program.

    Args:
        vectors: one row a word.
        questions: the words a, b and c.
    """
    unit = normalize(vectors, dim=1)
    answers = []
    for some in questions.split(500):
        a, b, c = unit[some].unbind(1)
        cosines = (b - a + c) @ unit.T
        answers.append(cosines.scatter(1, some, -torch.inf).argmax(1))
    return torch.cat(answers)


def cosine_similarities(
    vectors: Float[Tensor, "words embedding_dim"], pairs: Int[Tensor, "pairs 2"]
) -> Float[Tensor, " pairs"]:
    """Return how much the vectors of two words point in one direction."""
    one, other = normalize(vectors, dim=1)[pairs].unbind(1)
    return (one * other).sum(-1)


def rank_correlation(one: Float[Tensor, " n"], other: Float[Tensor, " n"]) -> float:
    """Return Spearman's correlation: that of the ranks; equal values share their mean rank."""
    ranks = []
    for values in (one, other):
        smaller = (values[:, None] > values).sum(1)
        equal = (values[:, None] == values).sum(1)
        ranks.append(smaller + equal / 2)
    return float(torch.corrcoef(torch.stack(ranks))[0, 1])
