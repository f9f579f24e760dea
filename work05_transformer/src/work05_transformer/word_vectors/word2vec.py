"""Word vectors from what stands nearby: skip-gram and CBOW (Mikolov et al. 2013).

Skip-gram: a word's vector predicts the words around it. CBOW: the mean of the vectors around a place
predicts the word there. To predict is to tell the right word from words drawn at random (negative
sampling), or to find the way to it in a tree (huffman.py). Frequent words are thinned out
beforehand, since they say little about their neighbors.
"""

from __future__ import annotations

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn
from torch.nn.functional import logsigmoid

from work05_transformer.text.words import PADDING


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


def context_windows(
    text: Int[Tensor, " text"], window: int, generator: torch.Generator
) -> Int[Tensor, "text 2*window"]:
    """Return the words around each place: up to R on both sides, R drawn from 1 to `window`.

    Mikolov et al. 2013a, section 3.1. What skip-gram predicts from the word in the middle, CBOW predicts
    that word from.

    Args:
        text: word numbers.
        window: the farthest.
        generator: draws R.

    Returns:
        the words before, the nearest last, and those behind; PADDING where there is none.
    """
    reach = torch.randint(1, window + 1, (len(text), 1), generator=generator)
    offsets = torch.cat((torch.arange(-window, 0), torch.arange(1, window + 1)))
    places = torch.arange(len(text))[:, None] + offsets
    there = (offsets.abs() <= reach) & (places >= 0) & (places < len(text))
    return text[places.clamp(0, len(text) - 1)].masked_fill(~there, PADDING)


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


class Word2Vec(nn.Module):
    """Two tables: of vectors that predict, which are kept, and of vectors that are predicted.

    What predicts is the mean of a bag of rows: one word (skip-gram), the words around a place (CBOW),
    or a word's n-grams (subwords.py).

    Args:
        inputs: rows that predict.
        outputs: rows that are predicted: words, or inner nodes of a tree.
        embedding_dim: features of a vector.
    """

    def __init__(self, inputs: int, outputs: int, embedding_dim: int) -> None:
        super().__init__()
        # A batch moves few of the rows: sparse gradients hold these alone.
        self.inputs = nn.EmbeddingBag(
            inputs, embedding_dim, mode="mean", padding_idx=PADDING, sparse=True
        )
        self.outputs = nn.Embedding(outputs, embedding_dim, sparse=True)
        nn.init.uniform_(self.inputs.weight, -0.5 / embedding_dim, 0.5 / embedding_dim)
        nn.init.zeros_(self.outputs.weight)

    def predictors(
        self,
        bags: Int[Tensor, "pairs bag"],
        pieces: Int[Tensor, "words most"] | None = None,
    ) -> Float[Tensor, "pairs embedding_dim"]:
        """Return the mean of each bag; padding is left out.

        Args:
            bags: rows; with `pieces`, one word each.
            pieces: the rows of each word (see Subwords), where words are bags themselves.
        """
        if pieces is None:
            return self.inputs(bags)
        words, place = bags[:, 0].unique(return_inverse=True)  # add up a word's pieces once
        return self.inputs(pieces[words])[place]
