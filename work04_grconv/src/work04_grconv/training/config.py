"""The settings of a translator: the fields are the options of train.py."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, Self

from shared.training import RunConfig
from shared.training.settings.ranges import Above, AtLeast, Below, SettingsError
from work04_grconv.data.corpora import CorpusName
from work04_grconv.data.pairs import UnitChoice
from work04_grconv.grconv.plain import Activation
from work04_grconv.translation.translator import TranslatorKind


@dataclass(frozen=True)
class TrainConfig(RunConfig):
    """Settings of a translator. The defaults take a few minutes on two cores."""

    encoder: TranslatorKind = "grconv"
    """grconv and gru hand over one vector for a sentence; attention one for each word."""
    data: CorpusName = "controlled"
    """controlled: numbers, amounts, dates and times, made on the spot; sample: few of them;
    fra-eng: everyday sentences, fetched."""
    corpus: tuple[Path, ...] = ()
    """Your own sentence pairs, in place of data: a file of lines `source TAB target`, or a source
    file and a target file whose lines belong together; .gz too."""
    valid: tuple[Path, ...] = ()
    """Likewise, to validate with; a tenth of the corpus where there is none."""
    test: tuple[Path, ...] = ()
    """Likewise, to test with; a tenth of the corpus where there is none."""
    pairs: Annotated[int, AtLeast(1)] = 20_000
    """Training pairs, at most; of fra-eng: English sentences, with all their translations."""
    max_words: Annotated[int, AtLeast(1)] | None = None
    """fra-eng and your own corpus: leave out longer sentences."""
    unit: UnitChoice = "auto"
    """What a token is. auto: words; characters for a language without spaces between words."""
    lowercase: bool = False
    """Give up capitals: fewer words to learn, and BLEU that ignores case (signature case:lc)."""
    vocabulary: Annotated[int, AtLeast(1)] | None = None
    """Tokens on each side, the most frequent; the others are unknown. None for all."""
    merges: Annotated[int, AtLeast(0)] = 4000
    """Byte pairs to merge, where they are the unit."""
    longest: Annotated[int, AtLeast(1)] = 60
    """Tokens in a training sentence; longer pairs are left out and counted."""
    embedding: Annotated[int, AtLeast(1)] = 64
    """Width of a word's vector."""
    hidden: Annotated[int, AtLeast(1)] = 128
    """Width of a node and of the recurrent states."""
    activation: Activation = "tanh"
    """φ of grConv."""
    dropout: Annotated[float, AtLeast(0), Below(1)] = 0.0
    """Of word vectors, and of what the scores are read from."""
    epochs: Annotated[int, AtLeast(1)] = 10
    """Passes over the training pairs."""
    batch_size: Annotated[int, AtLeast(1)] = 64
    """Pairs in a step."""
    learning_rate: Annotated[float, Above(0)] = 4e-3
    """Adam's, falling along a half cosine to zero."""
    clip: Annotated[float, Above(0)] = 1.0
    """The gradient's norm at most, as in the paper."""
    beam: Annotated[int, AtLeast(1)] = 5
    """Hypotheses in the search for a translation; the paper has 10."""
    precision: Literal["auto", "fp32", "bf16"] = "fp32"
    """auto takes bf16 where a convolution gains by it; these small products do not."""

    def __post_init__(self) -> None:
        """Check ranges, and files that belong together.

        Raises:
            SettingsError: a setting is out of its range, or lacks another.
        """
        super().__post_init__()
        for name in ("valid", "test"):
            if getattr(self, name) and not self.corpus:
                raise SettingsError(f"--{name} needs --corpus, the pairs to learn from")
        if self.max_words is not None and not self.corpus and self.data != "fra-eng":
            raise SettingsError("--max-words needs --data fra-eng or --corpus")
        for name in ("corpus", "valid", "test"):
            if len(getattr(self, name)) > 2:
                raise SettingsError(
                    f"--{name} takes one file of lines `source TAB target`, or a source file and a "
                    f"target file, not {len(getattr(self, name))}"
                )

    @classmethod
    def smoke_test(cls) -> Self:
        """Return the settings of two epochs of a small model on a small corpus."""
        return cls(
            smoke=True,
            precision="fp32",
            data="sample",
            pairs=400,
            embedding=16,
            hidden=32,
            epochs=2,
            beam=2,
        )
