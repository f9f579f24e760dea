"""The loop that trains a translator, and the run behind `python train.py`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import torch
from torch import nn

from shared.training import HeldOut, Loop, Run
from shared.training.run import write_json
from shared.translation import Splits
from work04_grconv.data.corpora import first_references, load, load_file
from work04_grconv.data.pairs import Languages, Pairs, encode_pairs, learn_languages
from work04_grconv.training.config import TrainConfig
from work04_grconv.training.report import report_tests
from work04_grconv.translation.loss import masked_loss
from work04_grconv.translation.translator import Sizes, Translator

TOKENIZERS = "tokenizers.json"


def make_translator(config: TrainConfig, languages: Languages) -> Translator:
    """Make the translator that `config` describes."""
    return Translator(
        Sizes(
            kind=config.encoder,
            source_vocab_size=len(languages.source.vocabulary),
            target_vocab_size=len(languages.target.vocabulary),
            embedding=config.embedding,
            hidden=config.hidden,
            activation=config.activation,
            dropout=config.dropout,
        )
    )


def fit(
    loop: Loop, config: TrainConfig, translator: nn.Module, train: Pairs, valid: Pairs
) -> Translator:
    """Train with teacher forcing: each next word, given the target's words before.

    Returns:
        the translator, in evaluation mode.
    """
    optimizer = torch.optim.Adam(translator.parameters(), config.learning_rate, fused=True)
    loader = loop.loader(train, config.batch_size, training=True)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, config.epochs * len(loader))
    model, optimizer, schedule = loop.prepare(translator, optimizer, schedule)

    for _ in loop.epochs(config.epochs):
        model.train()
        for source, lengths, target in loop.batches(loader):
            optimizer.zero_grad()
            loss = masked_loss(model(source, lengths, target[:, :-1]), target[:, 1:])
            loop.backward(loss)
            loop.clip_gradients(config.clip)
            optimizer.step()
            schedule.step()
        held_out = loop.evaluating(model, valid, 100)
        loop.log({"train/loss": loop.epoch_loss(), "valid/loss": mean_loss(held_out)})
    trained: Translator = loop.unwrap(model).eval()  # type: ignore[assignment]
    return trained


@torch.no_grad()
def mean_loss(held_out: HeldOut) -> float:
    """Return the mean loss of held-out sentences, each counted once, with teacher forcing."""
    average = held_out.average()
    for source, lengths, target in held_out:
        logits = held_out.model(source, lengths, target[:, :-1])
        rows = zip(logits, target[:, 1:], strict=True)
        average.update(torch.stack([masked_loss(row[None], words[None]) for row, words in rows]))
    return average.compute().item()


def train(
    config: TrainConfig, draw: Callable[[Path, Translator, Languages, Splits], object] | None = None
) -> Path:
    """Train a translator and show what it makes of held-out sentences.

    Args:
        config: the settings.
        draw: draws a trained translator into the run's folder.

    Returns:
        the run's folder.
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
            write_json(run.folder / TOKENIZERS, languages.to_json())
        translator = fit(run, config, make_translator(config, languages), pairs, valid)
        run.finish(report_tests(run, config, translator, languages, splits) if run.is_main else {})
        if run.is_main and draw is not None:
            draw(run.folder, translator, languages, splits)
    return run.folder
