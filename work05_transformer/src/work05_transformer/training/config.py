"""The settings of every training of this assignment, with the defaults of its commands."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, Self

from shared.training import RunConfig
from shared.training.settings.ranges import Above, AtLeast, Below, Between, Checked, SettingsError
from work05_transformer.models.bert import BertSizes
from work05_transformer.models.classifier import ClassifierName
from work05_transformer.models.gpt2 import GPTConfig
from work05_transformer.models.transformer import Positions, TransformerConfig

TranslationData = Literal["controlled", "fra-eng", "sample"]
ClassificationData = Literal["imdb", "sample"]


@dataclass(frozen=True)
class TrainConfig(RunConfig):
    """Settings of a small GPT."""

    precision: Literal["auto", "fp32", "bf16"] = "fp32"
    """Of the products; the weights are float32 in any case."""
    corpus: str = "python"
    """python (the source of the standard library), shakespeare (fetched), or a text file."""
    tokenizer: Literal["characters", "byte-pairs"] = "byte-pairs"
    """What a token is."""
    vocab_size: Annotated[int, AtLeast(256)] = 1024
    """How many tokens byte pairs may make, the 256 bytes among them."""
    context: Annotated[int, AtLeast(1)] = 128
    """Tokens of a window."""
    d_model: Annotated[int, AtLeast(1)] = 128
    """Features of a token."""
    num_layers: Annotated[int, AtLeast(1)] = 4
    """Blocks of attention and feed-forward network."""
    num_heads: Annotated[int, AtLeast(1)] = 4
    """Of the attention."""
    positions: Literal["learned", "rotary"] = "rotary"
    """Vectors added to the embeddings, or rotations of queries and keys."""
    tied: bool = False
    """Let the embeddings make the logits too."""
    zero_outputs: bool = True
    """Start with blocks and logits that add nothing."""
    dropout: Annotated[float, AtLeast(0), Below(1)] = 0.0
    """Probability to drop a feature. A text read less than once needs none."""
    steps: Annotated[int, AtLeast(1)] = 1500
    """Optimizer steps, a multiple of the rounds."""
    batch_size: Annotated[int, AtLeast(1)] = 16
    """Windows in a step, of all processes together."""
    optimizer: Literal["muon", "adamw"] = "muon"
    """muon: for the blocks' matrices, with AdamW for all other parameters."""
    muon_learning_rate: Annotated[float, Above(0)] = 0.02
    """Muon's learning rate, at its highest."""
    learning_rate: Annotated[float, Above(0)] = 1e-2
    """AdamW's learning rate, at its highest."""
    weight_decay: Annotated[float, AtLeast(0)] = 0.0
    """Of AdamW, for matrices."""
    schedule: Literal["linear", "cosine"] = "linear"
    """After the warm-up: linearly to 0, or by a cosine to a tenth."""
    warmup: Annotated[int, AtLeast(0)] = 100
    """Steps in which the learning rates rise."""
    rounds: Annotated[int, AtLeast(1)] = 10
    """So often, evenly, the model is validated and writes a sample."""

    def __post_init__(self) -> None:
        """Check the fields, and whether they fit together.

        Raises:
            SettingsError: a field is out of range, or two do not fit.
        """
        super().__post_init__()
        if self.steps % self.rounds:
            raise SettingsError(
                f"--steps {self.steps} cannot be cut into --rounds {self.rounds} equal parts: "
                f"take {max(1, self.steps // self.rounds) * self.rounds} steps, or other rounds"
            )
        self.model(vocab_size=256)

    def model(self, vocab_size: int) -> GPTConfig:
        """Return the sizes of the model."""
        return GPTConfig(
            vocab_size=vocab_size,
            context=self.context,
            d_model=self.d_model,
            num_layers=self.num_layers,
            num_heads=self.num_heads,
            dropout=self.dropout,
            positions=self.positions,
            tied=self.tied,
        )

    @classmethod
    def smoke_test(cls) -> Self:
        """Return twenty steps of a tiny model on a small part of the standard library."""
        return cls(
            smoke=True, precision="fp32", corpus="sample", vocab_size=300, context=32, d_model=32,
            num_layers=2, num_heads=2, steps=20, warmup=5, rounds=2,
        )  # fmt: skip


@dataclass(frozen=True)
class TranslationConfig(RunConfig):
    """Settings of a Transformer that translates.

    The loss, the learning rate and the search are the paper's (section 5), in a size for minutes
    on a CPU. Normalization before each sub-layer, rotary positions and many passes over few pairs
    are not: with so little data they learn far more (`PAPER` has the paper's).
    """

    data: TranslationData = "controlled"
    """controlled: numbers, dates, times and amounts, English to French, made here; fra-eng is
    fetched; sample is a small part of controlled."""
    corpus: tuple[Path, ...] = ()
    """Your own pairs in place of these: a file of lines `source TAB target`, or two files of which
    the lines belong together; .gz too."""
    valid: tuple[Path, ...] = ()
    """Your own to validate with, as the corpus; without it, a part of the corpus."""
    test: tuple[Path, ...] = ()
    """Your own to test with, as the corpus; without it, a part of the corpus."""
    train_sentences: Annotated[int, AtLeast(1)] | None = None
    """At most so many pairs to learn from; without it, 4,000 of data, and all of a corpus."""
    max_words: Annotated[int, AtLeast(1)] | None = None
    """fra-eng and your own corpus: leave out longer sentences; without it, those of fra-eng of more
    than 16 words."""
    vocab_size: Annotated[int, AtLeast(259)] = 512
    """Byte pairs of both languages together, the 256 bytes among them, and three special tokens."""
    context: Annotated[int, AtLeast(2)] = 256
    """The most tokens of a sentence."""
    d_model: Annotated[int, AtLeast(1)] = 128
    """Features of a token."""
    num_heads: Annotated[int, AtLeast(1)] = 4
    """Of each attention."""
    d_ff: Annotated[int, AtLeast(1)] = 512
    """Units of the feed-forward networks."""
    num_layers: Annotated[int, AtLeast(1)] = 3
    """Of the encoder, and of the decoder."""
    dropout: Annotated[float, AtLeast(0), Below(1)] = 0.1
    """Probability to drop a feature or an attention weight."""
    pre_norm: bool = True
    """Normalize before each sub-layer, not behind each residual sum as the paper does."""
    positions: Positions = "rotary"
    """The position encoding; the paper's is sinusoidal."""
    epochs: Annotated[int, AtLeast(1)] = 12
    """Passes over the training pairs."""
    batch_tokens: Annotated[int, AtLeast(1)] = 1500
    """The most tokens of a batch, on either side, of all processes together; the paper has 25,000."""
    warmup: Annotated[int, AtLeast(0)] = 300
    """Steps in which the learning rate rises; the paper has 4000."""
    learning_rate_scale: Annotated[float, Above(0)] = 0.5
    """Factor of the paper's learning rate."""
    smoothing: Annotated[float, AtLeast(0), Below(1)] = 0.1
    """Probability that the target gives to all tokens alike."""
    averaged: Annotated[int, AtLeast(1)] = 5
    """So many of the last checkpoints are averaged at the end; they are `average_every` apart, the
    last is that of the end."""
    average_every: Annotated[int, AtLeast(1)] = 20
    """Optimizer steps between two of these checkpoints."""
    beam: Annotated[int, Between(1, 1000)] = 4
    """Hypotheses of the beam search at the end; 1 is greedy."""
    alpha: Annotated[float, Between(0, 10)] = 0.6
    """Exponent of its length penalty."""

    def __post_init__(self) -> None:
        """Check the fields, and whether they fit together.

        Raises:
            SettingsError: a field is out of range, or two do not fit.
        """
        super().__post_init__()
        self.model(self.vocab_size)
        if not self.corpus and (self.valid or self.test):
            raise SettingsError("--valid and --test go with your own pairs: name them by --corpus")
        if self.max_words is not None and not self.corpus and self.data != "fra-eng":
            raise SettingsError("--max-words needs --data fra-eng or --corpus")

    def model(self, vocab_size: int) -> TransformerConfig:
        """Return the sizes of the model."""
        return TransformerConfig(
            vocab_size=vocab_size,
            context=self.context,
            d_model=self.d_model,
            num_heads=self.num_heads,
            d_ff=self.d_ff,
            num_layers=self.num_layers,
            dropout=self.dropout,
            pre_norm=self.pre_norm,
            positions=self.positions,
        )

    @classmethod
    def smoke_test(cls) -> Self:
        """Return one epoch of a tiny model on a few hundred pairs."""
        return cls(
            smoke=True, precision="fp32", data="sample", train_sentences=300, vocab_size=300, d_model=32,
            num_heads=2, d_ff=64, num_layers=1, epochs=1, learning_rate_scale=1.0, batch_tokens=600,
            warmup=10, average_every=2, beam=2,
        )  # fmt: skip


PAPER = TranslationConfig(
    precision="fp32", train_sentences=20_000, pre_norm=False, positions="sinusoidal", epochs=3
)
"""The paper's model in this size: post-LN and sinusoids, three passes over many pairs."""


@dataclass(frozen=True)
class LabeledTextConfig(RunConfig):
    """Where texts in classes come from: what every network that classifies them has in common."""

    precision: Literal["auto", "fp32", "bf16"] = "fp32"
    """Of the products; the weights are float32 in any case."""
    data: ClassificationData = "imdb"
    """imdb: film reviews, for or against, fetched; sample: English or French, made here."""
    corpus: Path | None = None
    """Your own texts in place of these: a CSV or TSV file, a text and its class a row; .gz too."""
    valid: Path | None = None
    """Your own to validate with; without it, a part of the corpus."""
    test: Path | None = None
    """Your own to test with; without it, a part of the corpus."""
    text_column: str = "text"
    """The name of the column of texts in the first line of your files."""
    label_column: str = "label"
    """The name of the column of classes."""
    held_out: Annotated[int, AtLeast(1)] = 1000
    """At most so many texts, and no more than a tenth, validate, and as many test."""

    def __post_init__(self) -> None:
        """Check the fields, and whether they fit together.

        Raises:
            SettingsError: a field is out of range, or two do not fit.
        """
        super().__post_init__()
        if self.corpus is None and (self.valid or self.test):
            raise SettingsError("--valid and --test go with your own texts: name them by --corpus")
        if self.corpus is None and (self.text_column, self.label_column) != ("text", "label"):
            raise SettingsError("--text-column and --label-column need --corpus")


@dataclass(frozen=True)
class ClassificationConfig(LabeledTextConfig):
    """Settings of a network that puts texts into classes."""

    model: ClassifierName = "bag-of-words"
    """The mean of the word vectors, that of words and pairs of words, filters over a few words, an
    LSTM, or attention."""
    longest: Annotated[int, AtLeast(1)] = 200
    """Words of a text; what is behind them is cut off."""
    vocab_size: Annotated[int, AtLeast(1)] = 10_000
    """Words that are known, the most frequent."""
    least: Annotated[int, AtLeast(1)] = 2
    """Words that occur more seldom are unknown."""
    embedding_dim: Annotated[int, AtLeast(1)] = 50
    """Features of a word vector."""
    dropout: Annotated[float, AtLeast(0), Below(1)] = 0.3
    """Probability to drop a feature of the word vectors and of a text's summary."""
    epochs: Annotated[int, AtLeast(1)] = 10
    """Passes over the training texts."""
    batch_size: Annotated[int, AtLeast(1)] = 8
    """Texts in a step, of all processes together."""
    learning_rate: Annotated[float, Above(0)] = 2e-3
    """Adam's."""

    def __post_init__(self) -> None:
        """Check the fields, and whether they fit together.

        Raises:
            SettingsError: a field is out of range, or two do not fit.
        """
        super().__post_init__()
        if self.model == "transformer" and self.embedding_dim % 2:
            raise SettingsError(
                f"--embedding-dim {self.embedding_dim} is odd: the transformer cuts it into two heads"
            )

    @classmethod
    def smoke_test(cls) -> Self:
        """Return two epochs on a few hundred sentences."""
        return cls(
            smoke=True, precision="fp32", data="sample", embedding_dim=16, longest=30, epochs=2
        )


@dataclass(frozen=True)
class PretrainingConfig(RunConfig):
    """Settings of a small BERT that learns to fill in masked tokens."""

    precision: Literal["auto", "fp32", "bf16"] = "fp32"
    """Of the products; the weights are float32 in any case."""
    data: ClassificationData = "imdb"
    """imdb: film reviews, fetched; sample: sentences made here."""
    corpus: Path | None = None
    """Your own text in place of these: a file, a text a line; .gz too."""
    held_out: Annotated[int, AtLeast(1)] = 1000
    """At most so many texts, and no more than a tenth, validate."""
    vocab_size: Annotated[int, AtLeast(100)] = 5000
    """Word pieces, five special ones among them."""
    context: Annotated[int, AtLeast(3)] = 128
    """Tokens of a text; what is behind them is cut off."""
    d_model: Annotated[int, AtLeast(1)] = 128
    """Features of a token; BERT-base has 768."""
    num_layers: Annotated[int, AtLeast(1)] = 2
    """BERT-base has 12."""
    num_heads: Annotated[int, AtLeast(1)] = 2
    """Of each attention."""
    dropout: Annotated[float, AtLeast(0), Below(1)] = 0.1
    """Probability to drop a feature or an attention weight."""
    epochs: Annotated[int, AtLeast(1)] = 1
    """Passes over the texts; each time other tokens are masked."""
    batch_size: Annotated[int, AtLeast(1)] = 32
    """Texts in a step, of all processes together."""
    learning_rate: Annotated[float, Above(0)] = 1e-3
    """AdamW's, at its highest; BERT-base has 1e-4."""
    warmup: Annotated[float, AtLeast(0), Below(1)] = 0.1
    """Share of the steps in which the learning rate rises; then it falls linearly to 0."""

    def __post_init__(self) -> None:
        """Check the fields, and whether they fit together.

        Raises:
            SettingsError: a field is out of range, or two do not fit.
        """
        super().__post_init__()
        self.model(self.vocab_size)

    def model(self, vocab_size: int) -> BertSizes:
        """Return the sizes of the model."""
        return BertSizes(
            vocab_size=vocab_size,
            context=self.context,
            d_model=self.d_model,
            num_layers=self.num_layers,
            num_heads=self.num_heads,
            d_ff=4 * self.d_model,
            dropout=self.dropout,
        )

    @classmethod
    def smoke_test(cls) -> Self:
        """Return one pass over a few hundred sentences."""
        return cls(
            smoke=True, precision="fp32", data="sample", vocab_size=200, context=16, d_model=32,
            num_layers=1, batch_size=8,
        )  # fmt: skip


@dataclass(frozen=True)
class FineTuningConfig(LabeledTextConfig):
    """Settings of a BERT that learns to put texts into classes."""

    pretrained: Path | None = None
    """A run of pretrain_bert.py, or a folder as `transformers` saves a BERT; by default the newest run."""
    longest: Annotated[int, AtLeast(3)] = 128
    """Tokens of a text; what is behind them is cut off."""
    epochs: Annotated[int, AtLeast(1)] = 2
    """Passes over the training texts."""
    batch_size: Annotated[int, AtLeast(1)] = 32
    """Texts in a step, of all processes together."""
    learning_rate: Annotated[float, Above(0)] = 5e-4
    """AdamW's, at its highest; BERT-base has 2e-5 to 5e-5."""
    warmup: Annotated[float, AtLeast(0), Below(1)] = 0.1
    """Share of the steps in which the learning rate rises; then it falls linearly to 0."""

    @classmethod
    def smoke_test(cls) -> Self:
        """Return two passes over a few hundred sentences."""
        return cls(
            smoke=True,
            precision="fp32",
            data="sample",
            longest=16,
            batch_size=8,
            learning_rate=2e-3,
        )


@dataclass(frozen=True)
class ImageConfig(Checked):
    """Settings of a network that classifies CIFAR-10."""

    network: Literal["vit", "resnet, equal parameters", "resnet, equal compute"] = "vit"
    images: Annotated[int, AtLeast(1)] = 2000
    """Training images; the first so many."""
    steps: Annotated[int, AtLeast(1)] = 600
    batch_size: Annotated[int, AtLeast(1)] = 64
    learning_rate: Annotated[float, Above(0)] = 1e-3
    weight_decay: Annotated[float, AtLeast(0)] = 0.05
    augment: bool = True
    """Crop, shift and mirror."""
    patch_size: Annotated[int, Between(1, 32)] = 4
    """Of the Vision Transformer."""
    positions: Literal["learned", "none"] = "learned"


@dataclass(frozen=True)
class ReviewConfig(Checked):
    """Settings of the study of film reviews: a budget of seconds."""

    train: Annotated[int, AtLeast(1)] = 5_000
    valid: Annotated[int, AtLeast(1)] = 1_000
    test: Annotated[int, AtLeast(1)] = 3_000
    longest: Annotated[int, AtLeast(1)] = 80
    """Words of a text; what is behind them is cut off."""
    vocab_size: Annotated[int, AtLeast(1)] = 5_000
    embedding_dim: Annotated[int, AtLeast(1)] = 50
    """Features of a word vector, as GloVe's."""
    epochs: Annotated[int, AtLeast(1)] = 2
    batch_size: Annotated[int, AtLeast(1)] = 32
    learning_rate: Annotated[float, Above(0)] = 2e-3


@dataclass(frozen=True)
class WordVectorConfig(Checked):
    """What all word vectors have in common: the text, its words, the size of a vector."""

    reviews: Annotated[int, AtLeast(1)] = 25_000
    vocab_size: Annotated[int, AtLeast(1)] = 10_000
    least: Annotated[int, AtLeast(1)] = 10
    """Words that occur more seldom are unknown."""
    embedding_dim: Annotated[int, AtLeast(1)] = 50

    @property
    def text(self) -> WordVectorConfig:
        """What all of them share, so that the text is read once for all."""
        return WordVectorConfig(self.reviews, self.vocab_size, self.least, self.embedding_dim)


@dataclass(frozen=True)
class Word2VecConfig(WordVectorConfig):
    """Settings of vectors that predict: word2vec's and fastText's."""

    predicts: Literal["neighbors", "middle"] = "neighbors"
    """neighbors: skip-gram, a word its neighbors; middle: CBOW, the neighbors their word."""
    output: Literal["negative sampling", "hierarchical softmax"] = "negative sampling"
    buckets: Annotated[int, AtLeast(0)] = 0
    """Rows for hashed n-grams, of which words are made up (fastText); 0: words are whole."""
    window: Annotated[int, AtLeast(1)] = 5
    negatives: Annotated[int, AtLeast(1)] = 5
    threshold: Annotated[float, Above(0)] = 1e-4
    """Of subsampling."""
    epochs: Annotated[int, AtLeast(1)] = 1
    batch_size: Annotated[int, AtLeast(1)] = 512
    learning_rate: Annotated[float, Above(0)] = 0.01
    """Of sparse Adam; it falls linearly to 0."""

    def __post_init__(self) -> None:
        """Check the fields, and whether they fit together.

        Raises:
            SettingsError: a field is out of range, or two do not fit.
        """
        super().__post_init__()
        if self.buckets and self.predicts == "middle":
            raise SettingsError("buckets of n-grams go with predicts='neighbors', as in fastText")


@dataclass(frozen=True)
class GloVeConfig(WordVectorConfig):
    """Settings of vectors fitted to counts."""

    window: Annotated[int, AtLeast(1)] = 10
    most: Annotated[float, Above(0)] = 100.0
    """The count from which on a pair has its full weight."""
    epochs: Annotated[int, AtLeast(1)] = 5
    batch_size: Annotated[int, AtLeast(1)] = 8192
    learning_rate: Annotated[float, Above(0)] = 0.05
    """Of AdaGrad."""
