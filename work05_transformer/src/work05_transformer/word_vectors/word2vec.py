"""Word vectors from what stands nearby: skip-gram with negative sampling (Mikolov et al. 2013).

A word's vector learns to tell the words around it from words drawn at random. Frequent words are
thinned out beforehand, since they say little about their neighbors.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn
from torch.nn.functional import logsigmoid, normalize


def keep_probability(
    counts: Float[Tensor, " words"], threshold: float = 1e-4
) -> Float[Tensor, " words"]:
    """Return how likely each word survives subsampling: √(t / f), at most 1, for frequency f.

    Mikolov et al. 2013b, equation (5). A word of count 0 is kept.

    Args:
        counts: how often each word occurs.
        threshold: t, the frequency above which words are thinned out.
    """
    frequencies = counts / counts.sum()
    return (threshold / frequencies.clamp(min=1e-12)).sqrt().clamp(max=1)


def noise_distribution(counts: Float[Tensor, " words"]) -> Float[Tensor, " words"]:
    """Return the probability to draw each word as a negative: its count to the power of 3/4.

    Mikolov et al. 2013b, section 2.2: better than the counts themselves or a uniform draw.
    """
    powers = counts**0.75
    return powers / powers.sum()


def skip_gram_pairs(
    text: Int[Tensor, " text"], window: int, generator: torch.Generator
) -> tuple[Int[Tensor, " pairs"], Int[Tensor, " pairs"]]:
    """Return all pairs of a word and one near it.

    Each word is paired with those up to R places away on both sides, R drawn from 1 to `window`
    for it: near words come more often than far ones (Mikolov et al. 2013a, section 3.2).

    Args:
        text: word numbers.
        window: the farthest.
        generator: draws R.

    Returns:
        the words in the middle, and a word near each.
    """
    reach = torch.randint(1, window + 1, (len(text),), generator=generator)
    centers, contexts = [], []
    for distance in range(1, window + 1):
        far_enough = reach >= distance
        after = far_enough[:-distance]
        centers.append(text[:-distance][after])
        contexts.append(text[distance:][after])
        before = far_enough[distance:]
        centers.append(text[distance:][before])
        contexts.append(text[:-distance][before])
    return torch.cat(centers), torch.cat(contexts)


def negative_sampling_loss(
    center: Float[Tensor, "pairs embedding_dim"],
    context: Float[Tensor, "pairs embedding_dim"],
    negatives: Float[Tensor, "pairs k embedding_dim"],
) -> Float[Tensor, ""]:
    """Return −log σ(c·o) − Σ log σ(−c·n), the mean over pairs (Mikolov et al. 2013b, equation 4).

    Args:
        center: vectors c of the words in the middle.
        context: output vectors o of the words near them.
        negatives: output vectors n of k words drawn at random for each.
    """
    near = logsigmoid((center * context).sum(-1))
    random = logsigmoid(-torch.einsum("pw,pkw->pk", center, negatives)).sum(-1)
    return -(near + random).mean()


class SkipGram(nn.Module):
    """Two vectors for each word: as the middle, which is the one kept, and as a neighbor.

    Args:
        vocab_size: words.
        embedding_dim: features of a vector.
    """

    def __init__(self, vocab_size: int, embedding_dim: int) -> None:
        super().__init__()
        self.centers = nn.Embedding(vocab_size, embedding_dim, sparse=True)
        self.contexts = nn.Embedding(vocab_size, embedding_dim, sparse=True)
        nn.init.uniform_(self.centers.weight, -0.5 / embedding_dim, 0.5 / embedding_dim)
        nn.init.zeros_(self.contexts.weight)

    def forward(
        self,
        center: Int[Tensor, " pairs"],
        context: Int[Tensor, " pairs"],
        negatives: Int[Tensor, "pairs k"],
    ) -> Float[Tensor, ""]:
        """Return the loss of pairs of words with their negatives."""
        return negative_sampling_loss(
            self.centers(center), self.contexts(context), self.contexts(negatives)
        )


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


def analogy(
    vectors: Float[Tensor, "words embedding_dim"], a: int, b: int, c: int, count: int = 1
) -> list[int]:
    """Return what is to c as b is to a: nearest to b − a + c, those three left out.

    Mikolov et al. 2013a, section 4. The three are vectors of length 1, as in their program.
    """
    unit = normalize(vectors, dim=1)
    return nearest(unit, unit[b] - unit[a] + unit[c], count, without=(a, b, c))
