"""A translator: the settings, the loop, and the run behind `python train.py`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from textwrap import shorten
from typing import Any, Literal, Self

import torch
from torch import nn

from shared.files import write_text_atomically
from shared.training import Run, RunConfig
from shared.translation import Splits
from work04_grconv.data import (
    CorpusName,
    Languages,
    Pairs,
    encode_pairs,
    first_references,
    learn_languages,
    load,
    load_file,
)
from work04_grconv.evaluation import evaluate, translate
from work04_grconv.grconv import Activation
from work04_grconv.inspection import sentence_tree
from work04_grconv.losses import masked_loss
from work04_grconv.soft_tree import draw_tree
from work04_grconv.tokenizer import Unit, save_tokenizers
from work04_grconv.translator import Kind, Sizes, Translator

TOKENIZERS, TRANSLATIONS = "tokenizers.json", "translations.json"
SHOWN = 4  # translations printed at the end, of each test set
TREES = (
    "three hundred and forty-two",
    "seven thousand, three hundred and forty-two euros",
    "six fifty-nine in the morning, then eighty Swiss francs",
)


@dataclass(frozen=True)
class TrainConfig(RunConfig):
    """Settings of a translator. The defaults take a few minutes on two cores."""

    encoder: Kind = "grconv"
    """grconv and gru hand over one vector for a sentence; attention one for each word."""
    data: CorpusName = "controlled"
    """controlled: numbers, amounts, dates and times, made on the spot; sample: few of them;
    fra-eng: everyday sentences, fetched."""
    corpus: Path | None = None
    """A file of lines `source TAB target` in UTF-8, in place of data; bad lines are counted."""
    pairs: int = 20_000
    """To learn from."""
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
        """Two epochs of a small model on a small corpus."""
        return cls(smoke=True, data="sample", pairs=400, embedding=16, hidden=32, epochs=2, beam=2)


def make_translator(config: TrainConfig, languages: Languages) -> Translator:
    """The translator that `config` describes."""
    return Translator(
        Sizes(
            kind=config.encoder,
            source=len(languages.source.vocabulary),
            target=len(languages.target.vocabulary),
            embedding=config.embedding,
            hidden=config.hidden,
            activation=config.activation,
            dropout=config.dropout,
        )
    )


def fit(
    run: Run, config: TrainConfig, translator: nn.Module, train: Pairs, valid: Pairs
) -> Translator:
    """Train with teacher forcing: each next word, given the right ones before.

    Returns:
        the translator, in evaluation mode.
    """
    optimizer = torch.optim.Adam(translator.parameters(), config.learning_rate, fused=True)
    loader = run.loader(train, config.batch_size, training=True)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, config.epochs * len(loader))
    model, optimizer, schedule = run.prepare(translator, optimizer, schedule)

    for _ in run.epochs(config.epochs):
        model.train()
        for source, lengths, target in run.batches(loader):
            optimizer.zero_grad()
            loss = masked_loss(model(source, lengths, target[:, :-1]), target[:, 1:])
            run.backward(loss)
            run.clip_gradients(config.clip)
            optimizer.step()
            schedule.step()
        run.log({"train/loss": run.epoch_loss(), "valid/loss": valid_loss(run, model, valid)})
    trained: Translator = run.unwrap(model).eval()  # type: ignore[assignment]
    return trained


@torch.inference_mode()
def valid_loss(run: Run, model: nn.Module, pairs: Pairs) -> float:
    """The mean loss of held-out sentences, each counted once and given the right words."""
    translator = run.unwrap(model).eval()
    average = run.average()
    for batch in run.loader(pairs, 100, training=False):
        source, lengths, target = run.to_device(batch)
        logits = translator(source, lengths, target[:, :-1])
        rows = zip(logits, target[:, 1:], strict=True)
        average.update(torch.stack([masked_loss(row[None], right[None]) for row, right in rows]))
    return float(average.compute())


def train(config: TrainConfig) -> Path:
    """Train a translator and show what it makes of held-out sentences.

    The default learns numbers, amounts, dates and times from English to French with a gated
    recursive convolutional network, and draws the trees that its gates make.
    """
    if config.corpus is not None:
        splits, left_out = load_file(config.corpus, seed=config.seed, max_words=config.max_words)
    else:
        left_out = ""
        splits = load(config.data, size=config.pairs, seed=config.seed, max_words=config.max_words)
    languages = learn_languages(
        splits.train, config.unit, size=config.vocabulary, merges=config.merges
    )
    pairs, skipped = encode_pairs(splits.train, languages, config.longest)
    valid, _ = encode_pairs(first_references(splits.valid), languages, config.longest)
    with Run(config, name=config.encoder) as run:
        if left_out:
            run.say(f"{config.corpus}: {left_out}")
        run.say(
            f"{len(pairs)} pairs ({skipped} left out), {len(languages.source.vocabulary)} and "
            f"{len(languages.target.vocabulary)} tokens, {config.encoder} in {run.precision}"
        )
        if run.is_main:
            names = {"source": languages.source, "target": languages.target}
            save_tokenizers(run.folder / TOKENIZERS, names)
        translator = fit(run, config, make_translator(config, languages), pairs, valid)
        run.finish(report(run, config, translator, languages, splits) if run.is_main else {})
    return run.folder


def report(
    run: Run, config: TrainConfig, translator: Translator, languages: Languages, splits: Splits
) -> dict[str, Any]:
    """Translate the test sets: print examples and scores, draw trees; the scores."""
    translate_all = partial(translate, translator, languages, beam=config.beam)
    metrics: dict[str, Any] = {}
    made: dict[str, list[str]] = {}
    for name, examples in splits.tests.items():
        made[name] = translate_all([example.source for example in examples])
        bleu, right = evaluate(made[name], examples)
        metrics[f"{name}/BLEU"], metrics[f"{name}/exact"] = bleu.score, right
        run.say(
            f"{name}: BLEU {bleu.score:.1f} (95 %: {bleu.low:.1f} to {bleu.high:.1f}), "
            f"{right:.0%} right to the letter"
        )
        for example, translation in list(zip(examples, made[name], strict=True))[:SHOWN]:
            run.say(f"    {example.source}")
            run.say(f"  → {shorten(translation, 200)}\n  = {example.references[0]}")
    run.say(bleu.signature)
    if config.encoder == "grconv" and config.data != "fra-eng" and config.corpus is None:
        folder = run.folder / "trees"
        folder.mkdir(exist_ok=True)
        for number, sentence in enumerate(TREES):
            path = folder / f"{number}.svg"
            write_text_atomically(path, draw_tree(*sentence_tree(translator, languages, sentence)))
        run.say(f"trees of {len(TREES)} sentences are in {folder}")
    text = json.dumps(made, ensure_ascii=False, indent=0)
    write_text_atomically(run.folder / TRANSLATIONS, text + "\n")
    return metrics
