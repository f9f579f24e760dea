"""Word vectors from what stands nearby: skip-gram with negative sampling (Mikolov et al. 2013).

A word's vector learns to tell the words around it from words drawn at random. Frequent words are
thinned out beforehand, since they say little about their neighbours.
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

    Each word looks at most R places to both sides, R drawn from 1 to `window` for it: near words
    come more often than far ones (Mikolov et al. 2013a, section 3.2).

    Args:
        text: word numbers.
        window: the farthest.
        generator: draws R.

    Returns:
        the words in the middle, and a word near each.
    """
    reach = torch.randint(1, window + 1, (len(text),), generator=generator)
    centres, contexts = [], []
    for distance in range(1, window + 1):
        far_enough = reach >= distance
        after = far_enough[:-distance]
        centres.append(text[:-distance][after])
        contexts.append(text[distance:][after])
        before = far_enough[distance:]
        centres.append(text[distance:][before])
        contexts.append(text[:-distance][before])
    return torch.cat(centres), torch.cat(contexts)


def negative_sampling_loss(
    centre: Float[Tensor, "pairs width"],
    context: Float[Tensor, "pairs width"],
    negatives: Float[Tensor, "pairs k width"],
) -> Float[Tensor, ""]:
    """Return −log σ(c·o) − Σ log σ(−c·n), the mean over pairs (Mikolov et al. 2013b, equation 4).

    Args:
        centre: vectors c of the words in the middle.
        context: output vectors o of the words near them.
        negatives: output vectors n of k words drawn at random for each.
    """
    near = logsigmoid((centre * context).sum(-1))
    random = logsigmoid(-torch.einsum("pw,pkw->pk", centre, negatives)).sum(-1)
    return -(near + random).mean()


class SkipGram(nn.Module):
    """Two vectors for each word: as the middle, which is the one kept, and as a neighbour.

    Args:
        vocabulary: words.
        width: features of a vector.
    """

    def __init__(self, vocabulary: int, width: int) -> None:
        super().__init__()
        self.centres = nn.Embedding(vocabulary, width, sparse=True)
        self.contexts = nn.Embedding(vocabulary, width, sparse=True)
        nn.init.uniform_(self.centres.weight, -0.5 / width, 0.5 / width)
        nn.init.zeros_(self.contexts.weight)

    def forward(
        self,
        centre: Int[Tensor, " pairs"],
        context: Int[Tensor, " pairs"],
        negatives: Int[Tensor, "pairs k"],
    ) -> Float[Tensor, ""]:
        """Return the loss of pairs of words with their negatives."""
        return negative_sampling_loss(
            self.centres(centre), self.contexts(context), self.contexts(negatives)
        )


def nearest(
    vectors: Float[Tensor, "words width"],
    wanted: Float[Tensor, " width"],
    count: int,
    without: Sequence[int] = (),
) -> list[int]:
    """Return the words whose vectors point most in the direction of `wanted`, best first.

    Args:
        vectors: one row a word.
        wanted: a direction.
        count: how many words.
        without: words that do not count.
    """
    cosines = normalize(vectors, dim=1) @ normalize(wanted, dim=0)
    cosines[list(without)] = -torch.inf
    return cosines.topk(count).indices.tolist()


def analogy(
    vectors: Float[Tensor, "words width"], a: int, b: int, c: int, count: int = 1
) -> list[int]:
    """Return what is to c as b is to a: nearest to b − a + c, those three left out.

    Mikolov et al. 2013a, section 4. The three are vectors of length 1, as in their programme.
    """
    unit = normalize(vectors, dim=1)
    return nearest(unit, unit[b] - unit[a] + unit[c], count, without=(a, b, c))
