"""The settings of a translator: the fields are the options of train.py."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Self

from shared.training import RunConfig
from work04_grconv.data.corpora import CorpusName
from work04_grconv.grconv.plain import Activation
from work04_grconv.text.tokenizer import Unit
from work04_grconv.translation.translator import TranslatorKind


@dataclass(frozen=True)
class TrainConfig(RunConfig):
    """Settings of a translator. The defaults take a few minutes on two cores."""

    encoder: TranslatorKind = "grconv"
    """grconv and gru hand over one vector for a sentence; attention one for each word."""
    data: CorpusName = "controlled"
    """controlled: numbers, amounts, dates and times, made on the spot; sample: few of them;
    fra-eng: everyday sentences, fetched."""
    corpus: Path | None = None
    """A file of lines `source TAB target` in UTF-8, in place of data; bad lines are counted."""
    pairs: int = 20_000
    """Training pairs."""
    max_words: int | None = None
    """fra-eng: leave out longer sentences."""
    unit: Unit = "word"
    """What a token is."""
    vocabulary: int | None = None
    """Tokens on each side, the most frequent; the others are unknown. None for all."""
    merges: int = 4000
    """Byte pairs to merge, where they are the unit."""
    longest: int = 60
    """Tokens in a training sentence; longer pairs are left out and counted."""
    embedding: int = 64
    """Width of a word's vector."""
    hidden: int = 128
    """Width of a node and of the recurrent states."""
    activation: Activation = "tanh"
    """φ of grConv."""
    dropout: float = 0.0
    """Of word vectors, and of what the scores are read from."""
    epochs: int = 10
    """Passes over the training pairs."""
    batch_size: int = 64
    """Pairs in a step."""
    learning_rate: float = 4e-3
    """Adam's, falling along a half cosine to zero."""
    clip: float = 1.0
    """The gradient's norm at most, as in the paper."""
    beam: int = 5
    """Hypotheses in the search for a translation; the paper has 10."""
    precision: Literal["auto", "fp32", "bf16"] = "fp32"
    """auto takes bf16 where a convolution gains by it; these small products do not."""

    @classmethod
    def smoke_test(cls) -> Self:
        """Return the settings of two epochs of a small model on a small corpus."""
        return cls(smoke=True, data="sample", pairs=400, embedding=16, hidden=32, epochs=2, beam=2)
