"""Studies for some minutes of a GPU: everyday sentences, all of them.

`gpu_everyday` has the split and the scores of work05's study of that name. Choices come from
recipes that others have published; each model is measured once on the test sentences.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from shared.studies import Study, study
from shared.training.machine.devices import fastest_device
from shared.training.machine.recording import products
from shared.translation import fra_eng, score_bleu
from shared.translation.made_up import made_up_sentences
from shared.translation.scores import scores
from work04_grconv.training.config import TrainConfig
from work04_grconv.training.on_device import OnDeviceConfig, TranslatorOnDevice

HELD_OUT = 5000  # English sentences to test with, and as many to validate with
VALIDATED = 1000  # of them
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


@functools.cache
def translator_on_device(config: OnDeviceConfig, sample: bool) -> TranslatorOnDevice:
    """Move corpus and model to the device, and record the steps; all seeds share it."""
    splits = made_up_sentences() if sample else fra_eng(held_out=HELD_OUT)
    device = fastest_device()
    return TranslatorOnDevice(config, splits, device)


@products("tf32")
def everyday_translations(config: Mapping[str, Any], seed: int) -> dict[str, Any]:
    """Train a translator on all everyday sentences; measure BLEU, also by length.

    Args:
        config: `training` (OnDeviceConfig) and `sample`, whether the sentences are made up.
        seed: of the training; the split is the same for all.
    """
    learner = translator_on_device(config["training"], config["sample"])
    metrics = learner.fit(seed)
    valid = learner.splits.valid[:VALIDATED]
    references = [example.references for example in valid]
    metrics["valid/BLEU"] = score_bleu(learner.translate(valid), references, resamples=0).score
    examples = learner.splits.tests["test"]
    started = time.perf_counter()
    translated = learner.translate(examples)
    metrics["search/seconds"] = time.perf_counter() - started
    return metrics | scores(translated, examples)


@study(seeds=(0, 1, 2))
def gpu_everyday(s: Study) -> None:
    """Translate everyday sentences on a GPU: GRU with attention, all pairs to learn from."""
    training = TINY if s.rehearsal else EVERYDAY
    for seed in s.seeds[:2] if s.rehearsal else s.seeds:
        config = {"training": training, "sample": s.rehearsal}
        s.measure({"model": "GRU with attention"}, everyday_translations, config, seed)
