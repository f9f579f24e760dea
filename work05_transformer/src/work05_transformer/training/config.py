"""The settings of every training of this assignment, with the defaults of its commands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Self

from shared.training import RunConfig
from work05_transformer.models.transformer import Positions

TranslationData = Literal["controlled", "fra-eng", "sample"]


@dataclass(frozen=True)
class TrainConfig(RunConfig):
    """Settings of a small GPT."""

    precision: Literal["auto", "fp32", "bf16"] = "fp32"
    """Of the products; the weights are float32 in any case."""
    corpus: str = "python"
    """python (the source of the standard library), shakespeare (fetched), or a text file."""
    tokenizer: Literal["characters", "byte-pairs"] = "byte-pairs"
    """What a token is."""
    vocab_size: int = 1024
    """How many tokens byte pairs may make."""
    context: int = 128
    """Tokens of a window."""
    d_model: int = 128
    """Features of a token."""
    num_layers: int = 4
    """Blocks of attention and feed-forward network."""
    num_heads: int = 4
    """Of the attention."""
    positions: Literal["learned", "rotary"] = "rotary"
    """Vectors added to the embeddings, or rotations of queries and keys."""
    tied: bool = False
    """Let the embeddings make the logits too."""
    zero_outputs: bool = True
    """Start with blocks and logits that add nothing."""
    dropout: float = 0.0
    """Probability to drop a feature. A text read less than once needs none."""
    steps: int = 1500
    """Optimizer steps."""
    batch_size: int = 16
    """Windows in a step."""
    optimizer: Literal["muon", "adamw"] = "muon"
    """muon: for the blocks' matrices, with AdamW for all other parameters."""
    muon_learning_rate: float = 0.02
    """Muon's learning rate, at its highest."""
    learning_rate: float = 1e-2
    """AdamW's learning rate, at its highest."""
    weight_decay: float = 0.0
    """Of AdamW, for matrices."""
    schedule: Literal["linear", "cosine"] = "linear"
    """After the warm-up: linearly to 0, or by a cosine to a tenth."""
    warmup: int = 100
    """Steps in which the learning rates rise."""
    rounds: int = 10
    """So often, evenly, the model is validated and writes a sample."""

    @classmethod
    def smoke_test(cls) -> Self:
        """Return twenty steps of a tiny model on a small part of the standard library."""
        return cls(
            smoke=True, corpus="sample", vocab_size=300, context=32, d_model=32, num_layers=2,
            num_heads=2, steps=20, warmup=5, rounds=2,
        )  # fmt: skip


@dataclass(frozen=True)
class TranslationConfig(RunConfig):
    """Settings of a Transformer that translates English into French.

    The recipe is the paper's (section 5), in a size for minutes on a CPU.
    """

    data: TranslationData = "controlled"
    """controlled: numbers, dates, times and amounts, made here; fra-eng is fetched; sample is a
    small part of controlled."""
    train_sentences: int = 20_000
    """Sentences to learn from."""
    max_words: int = 16
    """Longer sentences of fra-eng are left out."""
    vocab_size: int = 512
    """Byte pairs of both languages together, and three special tokens."""
    context: int = 256
    """The most tokens of a sentence."""
    d_model: int = 128
    """Features of a token."""
    num_heads: int = 4
    """Of each attention."""
    d_ff: int = 512
    """Units of the feed-forward networks."""
    num_layers: int = 3
    """Of the encoder, and of the decoder."""
    dropout: float = 0.1
    """Probability to drop a feature or an attention weight."""
    pre_norm: bool = False
    """Normalize before each sub-layer, not behind each residual sum as the paper does."""
    positions: Positions = "sinusoidal"
    """The position encoding."""
    epochs: int = 3
    """Passes over the training pairs."""
    batch_tokens: int = 1500
    """The most tokens of a batch, on either side; the paper has 25,000."""
    warmup: int = 300
    """Steps in which the learning rate rises; the paper has 4000."""
    learning_rate_scale: float = 0.5
    """Factor of the paper's learning rate."""
    smoothing: float = 0.1
    """Probability that the target gives to all tokens alike."""
    averaged: int = 5
    """So many of the last checkpoints are averaged at the end; they are `average_every` apart."""
    average_every: int = 20
    """Optimizer steps between two of these checkpoints."""
    beam: int = 4
    """Hypotheses of the beam search at the end; 1 is greedy."""
    alpha: float = 0.6
    """Exponent of its length penalty."""

    @classmethod
    def smoke_test(cls) -> Self:
        """Return one epoch of a tiny model on a few hundred pairs."""
        return cls(
            smoke=True, data="sample", train_sentences=300, vocab_size=300, d_model=32, num_heads=2,
            d_ff=64, num_layers=1, epochs=1, learning_rate_scale=1.0, batch_tokens=600, warmup=10,
            average_every=2, beam=2,
        )  # fmt: skip


@dataclass(frozen=True)
class ImageConfig:
    """Settings of a network that classifies CIFAR-10."""

    network: Literal["vit", "resnet, equal parameters", "resnet, equal compute"] = "vit"
    images: int = 2000
    """Training images; the first so many."""
    steps: int = 600
    batch_size: int = 64
    learning_rate: float = 1e-3
    weight_decay: float = 0.05
    augment: bool = True
    """Crop, shift and mirror."""
    patch_size: int = 4
    """Of the Vision Transformer."""
    positions: Literal["learned", "none"] = "learned"


@dataclass(frozen=True)
class ReviewConfig:
    """Settings of a network that classifies film reviews."""

    train: int = 5_000
    valid: int = 1_000
    test: int = 3_000
    longest: int = 80
    """Words of a text; what is behind them is cut off."""
    vocab_size: int = 5_000
    embedding_dim: int = 50
    """Features of a word vector, as GloVe's."""
    epochs: int = 2
    batch_size: int = 32
    learning_rate: float = 2e-3


@dataclass(frozen=True)
class Word2VecConfig:
    """Settings of word vectors."""

    reviews: int = 25_000
    vocab_size: int = 10_000
    least: int = 10
    """Words that occur more seldom are unknown."""
    embedding_dim: int = 50
    window: int = 5
    negatives: int = 5
    threshold: float = 1e-4
    """Of subsampling."""
    epochs: int = 3
    batch_size: int = 512
    learning_rate: float = 0.01
    """Of sparse Adam; it falls linearly to 0."""
