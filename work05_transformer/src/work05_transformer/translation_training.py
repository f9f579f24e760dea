"""Training a Transformer to translate: the settings, the loop, the run of train_translation.py."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal, Self

import torch
from torch.optim.lr_scheduler import LambdaLR

from shared.training import BareRun, Run, RunConfig
from shared.translation import Bleu, Example, Splits, controlled_corpus, fra_eng, score_bleu
from work05_transformer.attention_maps import cross_attention, draw_attention
from work05_transformer.beam_search import BeamSettings
from work05_transformer.checkpoint_average import CheckpointAverage
from work05_transformer.errors import ModelError
from work05_transformer.label_smoothing import smoothed_cross_entropy
from work05_transformer.sentences import PADDING, PairBatches, Sentences
from work05_transformer.transformer import (
    Positions,
    Transformer,
    TransformerConfig,
    parameter_count,
)
from work05_transformer.translator import save_translator, translate
from work05_transformer.warmup import paper_rate

WATCHED = 100  # validation sentences that are translated after each epoch; all are at the end


@dataclass(frozen=True)
class TranslationConfig(RunConfig):
    """Settings of a Transformer that translates English into French.

    The recipe is the paper's (section 5), in a size for minutes on a CPU.
    """

    data: Literal["controlled", "fra-eng", "sample"] = "controlled"
    """controlled: numbers, dates, times and amounts, made here; fra-eng is fetched; sample is a
    small part of controlled."""
    train_sentences: int = 20_000
    """Sentences to learn from."""
    vocabulary: int = 512
    """Byte pairs of both languages together, and three special tokens."""
    context: int = 256
    """The most tokens of a sentence."""
    width: int = 128
    """Features of a token, d_model."""
    heads: int = 4
    """Of each attention."""
    hidden: int = 512
    """Units of the feed-forward networks, d_ff."""
    layers: int = 3
    """Of the encoder, and of the decoder."""
    dropout: float = 0.1
    """Probability to drop a feature or an attention weight."""
    pre_norm: bool = False
    """Normalise before each sub-layer, not behind each residual sum as the paper does."""
    positions: Positions = "sinusoidal"
    """How a position is told."""
    epochs: int = 3
    """Passes over the training pairs."""
    batch_tokens: int = 1500
    """The most tokens of a batch, on either side; the paper has 25,000."""
    warmup: int = 300
    """Steps in which the learning rate rises; the paper has 4000."""
    rate_scale: float = 0.5
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
        """One epoch of a tiny model on a few hundred pairs."""
        return cls(
            smoke=True, data="sample", train_sentences=300, vocabulary=300, width=32, heads=2,
            hidden=64, layers=1, epochs=1, rate_scale=1.0, batch_tokens=600, warmup=10,
            average_every=2, beam=2,
        )  # fmt: skip


def load_splits(config: TranslationConfig) -> Splits:
    """Load the corpus that `config` names.

    The split is the same for every seed: what differs between runs is the training.
    """
    if config.data == "fra-eng":
        return fra_eng(train=config.train_sentences, max_words=16)
    held_out = 8 if config.data == "sample" else 500
    return controlled_corpus(config.train_sentences, held_out=held_out)


def make_transformer(config: TranslationConfig, vocabulary: int) -> Transformer:
    """Build the model."""
    return Transformer(
        TransformerConfig(
            vocabulary=vocabulary,
            context=config.context,
            width=config.width,
            heads=config.heads,
            hidden=config.hidden,
            layers=config.layers,
            dropout=config.dropout,
            pre_norm=config.pre_norm,
            padding=PADDING,
            positions=config.positions,
        )
    )


def fit(
    run: Run | BareRun,
    config: TranslationConfig,
    model: Transformer,
    splits: Splits,
    sentences: Sentences,
) -> Transformer:
    """Train a model on sentence pairs; watch its BLEU on a few validation sentences.

    Returns:
        the model with the mean of the last checkpoints' weights, in evaluation mode.
    """
    # Equation (3) gives the whole rate, so the optimizer's own is 1.
    optimizer = torch.optim.Adam(
        model.parameters(), lr=config.rate_scale, betas=(0.9, 0.98), eps=1e-9, fused=True
    )
    rate = partial(paper_rate, width=config.width, warmup=config.warmup)
    schedule = LambdaLR(optimizer, lambda step: rate(step + 1))
    checkpoints = CheckpointAverage(config.averaged)
    batches = PairBatches(splits.train, sentences, config.batch_tokens)
    processes = run.processes if isinstance(run, Run) else 1
    loader = run.loader(batches, processes, training=True)
    trained, optimizer, schedule, checkpoints = run.prepare(model, optimizer, schedule, checkpoints)

    for _ in run.epochs(config.epochs):
        trained.train()
        for source, inputs, targets in run.batches(loader):
            optimizer.zero_grad()
            logits = trained(source, inputs).flatten(0, 1).float()
            loss = smoothed_cross_entropy(logits, targets.flatten(), config.smoothing, PADDING)
            run.backward(loss)
            optimizer.step()
            schedule.step()
            if schedule.last_epoch % config.average_every == 0:  # steps done
                checkpoints.add(model)
        watched = translate_all(model.eval(), sentences, splits.valid[:WATCHED], BeamSettings(1))
        bleu = score(watched, splits.valid[:WATCHED], resamples=0).score
        run.log({"train/loss": run.epoch_loss(), "valid/BLEU, greedy": bleu})
    checkpoints.add(model)
    checkpoints.load_into(model)
    return model.eval()


def translate_all(
    model: Transformer, sentences: Sentences, examples: list[Example], settings: BeamSettings
) -> list[str]:
    """Translate the sources of examples."""
    return translate(model, sentences, [example.source for example in examples], settings)


def score(translated: list[str], examples: list[Example], resamples: int = 1000) -> Bleu:
    """Return the BLEU of translated examples; `resamples` make its interval."""
    references = [example.references for example in examples]
    return score_bleu(translated, references, resamples=resamples)


def train_translation(config: TranslationConfig) -> Path:
    """Train the Transformer to translate, as the paper does; end with BLEU by beam search.

    Label smoothing, the paper's warm-up, Adam with its constants, averaged checkpoints. The run
    folder holds the weights, the vocabulary and an attention map:
    `python translate.py "…" --model FOLDER`.
    """
    beam = BeamSettings(config.beam, config.alpha)
    with torch.device("meta"):
        make_transformer(config, config.vocabulary)  # refuses impossible sizes beforehand
    if config.averaged < 1 or config.average_every < 1:
        raise ModelError("average at least one checkpoint: give --averaged and --average-every 1")
    splits = load_splits(config)
    sentences = Sentences.learn(splits.train, config.vocabulary)
    with Run(config, name="translation") as run:
        model = make_transformer(config, len(sentences))
        run.say(
            f"{len(splits.train):,} pairs, {len(sentences)} tokens in the vocabulary; "
            f"{parameter_count(model):,} parameters"
        )
        start = time.process_time()
        model = fit(run, config, model, splits, sentences)
        metrics: dict[str, float] = {"training, core-seconds": time.process_time() - start}
        if run.is_main:
            save_translator(model.config, sentences, run.folder)
            sets = {"valid": splits.valid} | {
                f"test, {key}": splits.tests[key] for key in splits.tests
            }
            for name, examples in sets.items():
                found = score(translate_all(model, sentences, examples, beam), examples)
                metrics[f"BLEU, {name}"] = found.score
                run.say(f"BLEU, {name}: {found.score:.1f} ({found.low:.1f} to {found.high:.1f})")
            run.say(found.signature)
            show_translations(run, model, sentences, splits.valid[:3], beam)
        run.finish(metrics)
    return run.folder


def show_translations(
    run: Run, model: Transformer, sentences: Sentences, examples: list[Example], beam: BeamSettings
) -> None:
    """Print a few translations and draw where the decoder looked for the first of them."""
    sources = [example.source for example in examples]
    for source, translated in zip(sources, translate(model, sentences, sources, beam), strict=True):
        run.say(f"    | {source}\n    | → {translated}")
    draw_attention(
        cross_attention(model, sentences, sources[0], settings=beam), run.folder / "attention.svg"
    )
