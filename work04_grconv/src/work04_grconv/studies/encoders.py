"""Translators on the controlled corpus: the default run, and the three encoders side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from shared.studies import Measured, Study, picture, study, trained
from shared.training import read_summary
from shared.translation import Example
from work04_grconv.data.corpora import load
from work04_grconv.figures.trees import SENTENCES, draw_sentence_tree
from work04_grconv.metrics.bleu import evaluate
from work04_grconv.text.words import clean, split_words
from work04_grconv.training.config import TrainConfig
from work04_grconv.training.loop import train
from work04_grconv.training.report import read_translations
from work04_grconv.training.saved_runs import load_run
from work04_grconv.translation.translator import TranslatorKind

ENCODERS = TrainConfig(epochs=3, lowercase=True)
CONVERGED: dict[int, tuple[TranslatorKind, ...]] = {
    12: ("gru", "grconv", "attention"),
    24: ("gru", "grconv"),
}
"""Epochs, and who is trained so long: attention is right on new values after three."""
NAMES: dict[TranslatorKind, str] = {
    "gru": "RNN encoder",
    "grconv": "grConv encoder",
    "attention": "attention",
}
LENGTHS = ((1, 5), (6, 10), (11, 15), (16, 20), (21, 25), (26, 60))  # source words, first and last
DRAWN = 0  # the seed whose network is drawn


def reached(folder: Path) -> dict[str, Any]:
    """Return what a run reached on its test sets, and what its training took."""
    summary = read_summary(folder)
    numbers = {k: v for k, v in summary["metrics"].items() if not isinstance(v, str)}
    return {**numbers, "train/core_seconds": summary["cpu_seconds"]}


def default_run(config: TrainConfig, seed: int) -> dict[str, Any]:
    """Measure what a run reaches; draw the trees of a few sentences."""
    folder = trained(train, replace(config, seed=seed))
    if seed != DRAWN:
        return reached(folder)
    saved = load_run(folder)
    trees = {
        f"trees/{number}.svg": picture(
            draw_sentence_tree, saved.translator, saved.languages, sentence
        )
        for number, sentence in enumerate(SENTENCES)
    }
    return Measured(reached(folder), trees)


@study(seeds=(0,))
def default(s: Study) -> None:
    """Train as `python train.py` does without an option."""
    for seed in s.seeds:
        s.measure({"translator": NAMES["grconv"]}, default_run, TrainConfig(), seed)


def encoder(config: TrainConfig, seed: int) -> dict[str, Any]:
    """Measure what a run reaches, on all test sentences and by their length."""
    folder = trained(train, replace(config, seed=seed))
    splits = load(config.data, size=config.pairs, seed=seed)
    translations = read_translations(folder)
    tested = [
        pair
        for name, examples in splits.tests.items()
        for pair in zip(examples, translations[name], strict=True)
    ]
    return {**reached(folder), "by_length": by_length(tested)}


def by_length(
    tested: Sequence[tuple[Example, str]], lengths: Sequence[tuple[int, int]] = LENGTHS
) -> dict[str, dict[str, float]]:
    """Count the sentences of each length, in words of the source; measure their BLEU.

    Args:
        tested: each test example with its translation.
        lengths: the first and the last of each group; a group without a sentence is left out.
    """
    groups = {}
    for low, high in lengths:
        chosen = [
            (example, translation)
            for example, translation in tested
            if low <= len(split_words(clean(example.source, lowercase=True))) <= high
        ]
        if chosen:
            examples, translations = zip(*chosen, strict=True)
            bleu, _ = evaluate(translations, examples, lowercase=True, resamples=0)
            groups[f"{low} to {high}"] = {"sentences": len(chosen), "BLEU": bleu.score}
    return groups


@study(seeds=(0, 1, 2))
def encoders(s: Study) -> None:
    """Compare RNN encoder, grConv encoder and attention on the controlled corpus, equal epochs."""
    for kind, name in NAMES.items():
        for seed in s.seeds:
            s.measure({"translator": name}, encoder, replace(ENCODERS, encoder=kind), seed)


@study(seeds=(0, 1, 2))
def encoders_converged(s: Study) -> None:
    """Train the three encoders four and eight times as long, to see what each reaches in the end."""
    for epochs, kinds in CONVERGED.items():
        for kind in kinds:
            for seed in s.seeds:
                labels: dict[str, str | int] = {"translator": NAMES[kind], "epochs": epochs}
                s.measure(labels, encoder, replace(ENCODERS, encoder=kind, epochs=epochs), seed)
