"""Five ways from words to a class: two bags, convolutions, a recurrent network, attention.

All take word numbers with padding behind short texts, and padding changes nothing.
"""

from __future__ import annotations

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.rnn import pack_padded_sequence

from work05_transformer.layers.attention import padding_mask
from work05_transformer.layers.positional import SinusoidalPositions
from work05_transformer.models.transformer import Encoder, TransformerConfig
from work05_transformer.text.words import PADDING


def masked_mean(
    features: Float[Tensor, "batch words embedding_dim"], is_word: Bool[Tensor, "batch words"]
) -> Float[Tensor, "batch embedding_dim"]:
    """Return the mean over the words of each text; zeros for a text of none, backwards too.

    Words may stand anywhere: what lies at the other places changes nothing, not even NaN. NaN in a
    word stays NaN, so that nobody misses it.
    """
    total = features.where(is_word[:, :, None], 0.0).sum(1)
    return total / is_word.sum(1, keepdim=True).clamp(min=1)


class TextClassifier(nn.Module):
    """Word vectors, then what a subclass makes of them, then logits.

    Args:
        vocab_size: words.
        embedding_dim: features of a word vector.
        summary: features of what `summarize` returns.
        num_classes: how many.
        dropout: probability to drop a feature of the word vectors and of the summary.
        vectors: word vectors to start from, one row a word; else they are drawn.
    """

    def __init__(
        self,
        vocab_size: int,
        embedding_dim: int,
        summary: int,
        num_classes: int = 2,
        dropout: float = 0.3,
        vectors: Float[Tensor, "vocab_size embedding_dim"] | None = None,
    ) -> None:
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, embedding_dim, padding_idx=PADDING)
        nn.init.normal_(self.embedding.weight, std=0.1)
        if vectors is not None:
            self.embedding.weight.data.copy_(vectors)
        self.embedding.weight.data[PADDING] = 0
        self.dropout = nn.Dropout(dropout)
        self.head = nn.Linear(summary, num_classes)

    def summarize(
        self,
        features: Float[Tensor, "batch words embedding_dim"],
        is_word: Bool[Tensor, "batch words"],
    ) -> Float[Tensor, "batch summary"]:
        """Make one vector of a text's word vectors."""
        raise NotImplementedError

    def forward(self, words: Int[Tensor, "batch words"]) -> Float[Tensor, "batch classes"]:
        """Return the logits of texts."""
        features = self.dropout(self.embedding(words))
        return self.head(self.dropout(self.summarize(features, words != PADDING)))


class BagOfWords(TextClassifier):
    """The mean of the word vectors: the order of the words says nothing (Joulin et al. 2017)."""

    def __init__(self, vocab_size: int, embedding_dim: int, **options: object) -> None:
        super().__init__(vocab_size, embedding_dim, embedding_dim, **options)  # type: ignore[arg-type]

    def summarize(
        self,
        features: Float[Tensor, "batch words embedding_dim"],
        is_word: Bool[Tensor, "batch words"],
    ) -> Float[Tensor, "batch embedding_dim"]:
        """Return the mean."""
        return masked_mean(features, is_word)


class BagOfNgrams(BagOfWords):
    """The mean of the vectors of words and of pairs of neighbors (Joulin et al. 2017, section 2.1).

    Pairs tell `not good` from `good`. They are hashed into a table of their own; some share a row.

    Args:
        vocab_size, embedding_dim, options: as in TextClassifier.
        buckets: rows for pairs.
    """

    def __init__(
        self, vocab_size: int, embedding_dim: int, buckets: int = 100_000, **options: object
    ) -> None:
        super().__init__(vocab_size, embedding_dim, **options)
        self.pairs = nn.Embedding(buckets, embedding_dim)
        nn.init.zeros_(self.pairs.weight)  # until a pair has been seen it says nothing

    def forward(self, words: Int[Tensor, "batch words"]) -> Float[Tensor, "batch classes"]:
        """Return the logits of texts."""
        hashed = (words[:, :-1] * 1_000_003 + words[:, 1:]) % self.pairs.num_embeddings
        features = torch.cat((self.embedding(words), self.pairs(hashed)), dim=1)
        is_pair = (words[:, :-1] != PADDING) & (words[:, 1:] != PADDING)
        is_there = torch.cat((words != PADDING, is_pair), dim=1)
        summary = self.summarize(self.dropout(features), is_there)
        return self.head(self.dropout(summary))


class TextCNN(TextClassifier):
    """Filters over 3, 4 and 5 neighboring words, the strongest answer of each (Kim 2014).

    Args:
        vocab_size, embedding_dim, options: as in TextClassifier.
        filters: of each length.
    """

    LENGTHS = (3, 4, 5)

    def __init__(
        self, vocab_size: int, embedding_dim: int, filters: int = 64, **options: object
    ) -> None:
        super().__init__(vocab_size, embedding_dim, filters * len(self.LENGTHS), **options)  # type: ignore[arg-type]
        self.filters = nn.ModuleList(
            nn.Conv1d(embedding_dim, filters, length) for length in self.LENGTHS
        )

    def summarize(
        self,
        features: Float[Tensor, "batch words embedding_dim"],
        is_word: Bool[Tensor, "batch words"],
    ) -> Float[Tensor, "batch summary"]:
        """Return each filter's largest answer, of windows that begin at a word."""
        # Room for a window at the last word, and at least one window in an empty batch.
        words = features.where(is_word[:, :, None], 0.0)
        padded = functional.pad(words.mT, (0, max(self.LENGTHS) - 1))
        longest = []
        for layer in self.filters:
            answers = layer(padded).relu()[:, :, : is_word.shape[1]]
            longest.append(answers.masked_fill(~is_word[:, None], 0.0).amax(dim=2))
        return torch.cat(longest, dim=1)


class BiLSTM(TextClassifier):
    """An LSTM from each end; each one's last state (Graves & Schmidhuber 2005).

    Args:
        vocab_size, embedding_dim, options: as in TextClassifier.
        hidden: units of each direction.
    """

    def __init__(
        self, vocab_size: int, embedding_dim: int, hidden: int = 32, **options: object
    ) -> None:
        super().__init__(vocab_size, embedding_dim, 2 * hidden, **options)  # type: ignore[arg-type]
        self.lstm = nn.LSTM(embedding_dim, hidden, batch_first=True, bidirectional=True)

    def summarize(
        self,
        features: Float[Tensor, "batch words embedding_dim"],
        is_word: Bool[Tensor, "batch words"],
    ) -> Float[Tensor, "batch summary"]:
        """Return the states behind the last word and before the first."""
        lengths = is_word.sum(1).clamp(min=1).cpu()
        packed = pack_padded_sequence(features, lengths, batch_first=True, enforce_sorted=False)
        _, (last, _) = self.lstm(packed)
        return last.transpose(0, 1).flatten(1)


class TransformerClassifier(TextClassifier):
    """This assignment's encoder, pre-LN, and the mean over its outputs.

    Args:
        vocab_size, embedding_dim, options: as in TextClassifier.
        longest: the most words of a text.
        num_layers, num_heads: of the encoder; its d_ff is four times `embedding_dim`.
        encoder_dropout: of the encoder's parts; `dropout` among the options is not theirs.
    """

    def __init__(
        self,
        vocab_size: int,
        embedding_dim: int,
        longest: int,
        num_layers: int = 2,
        num_heads: int = 2,
        encoder_dropout: float = 0.1,
        **options: object,
    ) -> None:
        super().__init__(vocab_size, embedding_dim, embedding_dim, **options)  # type: ignore[arg-type]
        config = TransformerConfig(
            vocab_size=vocab_size,
            context=longest,
            d_model=embedding_dim,
            num_heads=num_heads,
            d_ff=4 * embedding_dim,
            num_layers=num_layers,
            dropout=encoder_dropout,
            pre_norm=True,
        )
        self.positions = SinusoidalPositions(longest, embedding_dim)
        self.encoder = Encoder(config)

    def summarize(
        self,
        features: Float[Tensor, "batch words embedding_dim"],
        is_word: Bool[Tensor, "batch words"],
    ) -> Float[Tensor, "batch embedding_dim"]:
        """Return the mean of the encoded words."""
        placed = self.positions(features * features.shape[-1] ** 0.5)
        return masked_mean(self.encoder(placed, padding_mask(is_word)), is_word)
