"""Studies for some minutes of a GPU: everyday sentences, all of them.

`gpu_everyday` has the split and the scores of work05's study of that name. Choices come from
recipes that others have published; each model is measured once on the test sentences.
"""

from __future__ import annotations

import contextlib
import functools
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import torch

from shared.studies import Study, study
from shared.training.machine.devices import on_cpu
from shared.translation import Bleu, Example, Splits, fra_eng, score_bleu
from shared.translation.sentence_pairs import split_pairs
from work04_grconv.training.config import TrainConfig
from work04_grconv.training.on_device import OnDeviceConfig, TranslatorOnDevice

HELD_OUT = 5000  # English sentences to test with, and as many to validate with
VALIDATED = 1000  # of them
LENGTHS = ((1, 3), (4, 6), (7, 9), (10, 12), (13, 1000))  # words of the source, first and last
SHOWN = 8  # translations kept in the results
EVERYDAY = OnDeviceConfig(
    TrainConfig(
        encoder="attention", data="fra-eng", unit="bpe", merges=6000, longest=38, embedding=256,
        hidden=512, dropout=0.3, epochs=10, learning_rate=1.5e-3, beam=5,
    )
)  # fmt: skip
TINY = replace(
    EVERYDAY, batch_tokens=256, warmup=4,
    training=replace(
        EVERYDAY.training, merges=40, embedding=16, hidden=32, epochs=2, beam=2
    ),
)  # fmt: skip


def made_up_sentences() -> Splits:
    """Return a few hundred pairs of a language that is English backwards."""
    draws = random.Random(0)
    words = ("I", "you", "we", "see", "hear", "know", "a", "the", "dog", "cat", "house", "now")
    lines = [" ".join(draws.choices(words, k=draws.randint(1, 9))) for _ in range(400)]
    pairs = [(line, " ".join(word[::-1] for word in line.split())) for line in lines]
    return split_pairs(pairs, seed=0, train=None, held_out=24, max_words=None)


@contextlib.contextmanager
def fast_products() -> Iterator[None]:
    """Let a GPU round the factors of float32 products to TensorFloat-32."""
    before = torch.get_float32_matmul_precision()
    torch.set_float32_matmul_precision("high")
    try:
        yield
    finally:
        torch.set_float32_matmul_precision(before)


@functools.cache
def translator_on_device(config: OnDeviceConfig, sample: bool) -> TranslatorOnDevice:
    """Move corpus and model to the device, and record the steps; all seeds share it."""
    splits = made_up_sentences() if sample else fra_eng(held_out=HELD_OUT)
    device = torch.device("cpu" if on_cpu("auto") else "cuda")
    return TranslatorOnDevice(config, splits, device)


@fast_products()
def everyday_translations(config: Mapping[str, Any], seed: int) -> dict[str, Any]:
    """Train a translator on all everyday sentences; measure BLEU, also by length.

    Args:
        config: `training` (OnDeviceConfig) and `sample`, whether the sentences are made up.
        seed: of the training; the split is the same for all.
    """
    learner = translator_on_device(config["training"], config["sample"])
    metrics = learner.fit(seed)
    valid = learner.splits.valid[:VALIDATED]
    metrics["valid/BLEU"] = bleu_of(learner.translate(valid), valid).score
    examples = learner.splits.tests["test"]
    started = time.perf_counter()
    translated = learner.translate(examples)
    metrics["search/seconds"] = time.perf_counter() - started
    return metrics | scores(translated, examples)


def bleu_of(translated: Sequence[str], examples: Sequence[Example], resamples: int = 0) -> Bleu:
    """Return BLEU against the references as they stand in the corpus, capitals included."""
    return score_bleu(translated, [e.references for e in examples], resamples=resamples)


def scores(translated: Sequence[str], examples: Sequence[Example]) -> dict[str, Any]:
    """Return BLEU of test sentences with its interval and by length; a few translations."""
    result = bleu_of(translated, examples, resamples=1000)
    by_length = {}
    for low, high in LENGTHS:
        some = [n for n, e in enumerate(examples) if low <= len(e.source.split()) <= high]
        if some:
            score = bleu_of([translated[n] for n in some], [examples[n] for n in some]).score
            name = f"{low} to {high}" if high < LENGTHS[-1][1] else f"{low} and more"
            by_length[name] = {"sentences": len(some), "BLEU": score}
    both = list(zip(translated, examples, strict=True))
    return {
        "test/BLEU": result.score,
        "test/BLEU/low": result.low,
        "test/BLEU/high": result.high,
        "test/exact": sum(text in e.references for text, e in both) / len(both),
        "by_length": by_length,
        "translations": [
            {"source": e.source, "translated": text, "reference": e.references[0]}
            for text, e in both[:SHOWN]
        ],
        "signature": result.signature,
    }


@study(seeds=(0, 1, 2))
def gpu_everyday(s: Study) -> None:
    """Translate everyday sentences on a GPU: GRU with attention, all pairs to learn from."""
    training = TINY if s.rehearsal else EVERYDAY
    for seed in s.seeds[:2] if s.rehearsal else s.seeds:
        config = {"training": training, "sample": s.rehearsal}
        s.measure({"model": "GRU with attention"}, everyday_translations, config, seed)
