"""Training a Transformer to translate: the corpus, the loop, the run of train_translation.py."""

from __future__ import annotations

import functools
from pathlib import Path

import torch
from torch.optim.lr_scheduler import LambdaLR

from shared.training import Loop, Run
from shared.translation import Example, Splits, controlled_corpus, fra_eng
from work05_transformer.decoding.attention_maps import cross_attention, draw_attention
from work05_transformer.decoding.beam_search import BeamSettings
from work05_transformer.decoding.translator import save_translator, translate
from work05_transformer.errors import ModelError
from work05_transformer.layers.label_smoothing import smoothed_cross_entropy
from work05_transformer.metrics import bleu
from work05_transformer.models.transformer import Transformer, TransformerConfig, parameter_count
from work05_transformer.text.sentences import PADDING, PairBatches, Sentences
from work05_transformer.training.checkpoint_average import CheckpointAverage
from work05_transformer.training.config import TranslationConfig, TranslationData
from work05_transformer.training.warmup import paper_learning_rate

VALIDATED = 100  # validation sentences translated after each epoch; at the end all are


def load_splits(data: TranslationData, train_sentences: int, max_words: int) -> Splits:
    """Load a corpus; arguments as in TranslationConfig.

    The split is the same for every seed: what differs between runs is the training.
    """
    if data == "fra-eng":
        return fra_eng(train=train_sentences, max_words=max_words)
    held_out = 8 if data == "sample" else 500
    return controlled_corpus(train_sentences, held_out=held_out)


def load_data(config: TranslationConfig) -> tuple[Splits, Sentences]:
    """Load the corpus and learn its encoding; once for all models that share them."""
    return _load_data(config.data, config.train_sentences, config.max_words, config.vocab_size)


@functools.cache
def _load_data(
    data: TranslationData, train_sentences: int, max_words: int, vocab_size: int
) -> tuple[Splits, Sentences]:
    splits = load_splits(data, train_sentences, max_words)
    return splits, Sentences.learn(splits.train, vocab_size)


def make_transformer(config: TranslationConfig, vocab_size: int) -> Transformer:
    """Build the model."""
    return Transformer(
        TransformerConfig(
            vocab_size=vocab_size,
            context=config.context,
            d_model=config.d_model,
            num_heads=config.num_heads,
            d_ff=config.d_ff,
            num_layers=config.num_layers,
            dropout=config.dropout,
            pre_norm=config.pre_norm,
            padding=PADDING,
            positions=config.positions,
        )
    )


def fit(
    loop: Loop,
    config: TranslationConfig,
    model: Transformer,
    splits: Splits,
    sentences: Sentences,
) -> Transformer:
    """Train a model on sentence pairs; validate it by BLEU on a few sentences.

    Each process takes a batch of its own: a step reads as many batches as there are processes.

    Returns:
        the model with the mean of the last checkpoints' weights, in evaluation mode.
    """
    # Equation (3) gives the whole learning rate: the optimizer's own is a mere factor.
    optimizer = torch.optim.Adam(
        model.parameters(), lr=config.learning_rate_scale, betas=(0.9, 0.98), eps=1e-9, fused=True
    )
    schedule = LambdaLR(
        optimizer, lambda step: paper_learning_rate(step + 1, config.d_model, config.warmup)
    )
    checkpoints = CheckpointAverage(config.averaged)
    batches = PairBatches(splits.train, sentences, config.batch_tokens)
    loader = loop.loader(batches, loop.processes, training=True)
    trained, optimizer, schedule, checkpoints = loop.prepare(
        model, optimizer, schedule, checkpoints
    )

    validated = splits.valid[:VALIDATED]
    for _ in loop.epochs(config.epochs):
        trained.train()
        for source, inputs, targets in loop.batches(loader):
            optimizer.zero_grad()
            logits = trained(source, inputs).flatten(0, 1).float()
            loss = smoothed_cross_entropy(logits, targets.flatten(), config.smoothing, PADDING)
            loop.backward(loss)
            optimizer.step()
            schedule.step()
            if schedule.last_epoch % config.average_every == 0:  # steps done
                checkpoints.add(model)
        translated = translate_all(model.eval(), sentences, validated, BeamSettings(1))
        greedy = bleu(translated, validated, resamples=0).score
        loop.log({"train/loss": loop.epoch_loss(), "valid/BLEU": greedy})
    checkpoints.add(model)
    checkpoints.load_into(model)
    return model.eval()


def translate_all(
    model: Transformer, sentences: Sentences, examples: list[Example], settings: BeamSettings
) -> list[str]:
    """Translate the sources of examples."""
    return translate(model, sentences, [example.source for example in examples], settings)


def train_translation(config: TranslationConfig) -> Path:
    """Train the Transformer to translate, as the paper does; end with BLEU by beam search.

    Label smoothing, the paper's warm-up, Adam with its constants, averaged checkpoints. The run
    folder holds the weights, the vocabulary and an attention map:
    `python translate.py "…" --model FOLDER`.
    """
    beam = BeamSettings(config.beam, config.alpha)
    with torch.device("meta"):
        make_transformer(config, config.vocab_size)  # refuses impossible sizes beforehand
    if config.averaged < 1 or config.average_every < 1:
        raise ModelError("average at least one checkpoint: give --averaged and --average-every 1")
    splits, sentences = load_data(config)
    with Run(config, name="translation") as run:
        model = make_transformer(config, len(sentences))
        run.say(
            f"{len(splits.train):,} pairs, {len(sentences)} tokens in the vocabulary; "
            f"{parameter_count(model):,} parameters"
        )
        model = fit(run, config, model, splits, sentences)
        metrics: dict[str, float] = {"train/core_seconds": run.cpu_seconds}
        if run.is_main:
            save_translator(model.config, sentences, run.folder)
            for part, examples in {"valid": splits.valid, **splits.tests}.items():
                result = bleu(translate_all(model, sentences, examples, beam), examples)
                metrics[f"{part}/BLEU"] = result.score
                run.say(f"{part}: BLEU {result.score:.1f} ({result.low:.1f} to {result.high:.1f})")
            run.say(result.signature)
            show_translations(run, model, sentences, splits.valid[:3], beam)
        run.finish(metrics)
    return run.folder


def show_translations(
    run: Run, model: Transformer, sentences: Sentences, examples: list[Example], beam: BeamSettings
) -> None:
    """Print a few translations; draw the decoder's attention in the first of them."""
    sources = [example.source for example in examples]
    for source, translated in zip(sources, translate(model, sentences, sources, beam), strict=True):
        run.say(f"    | {source}\n    | → {translated}")
    attention = cross_attention(model, sentences, sources[0], settings=beam)
    draw_attention(run.folder / "attention.svg", attention)
