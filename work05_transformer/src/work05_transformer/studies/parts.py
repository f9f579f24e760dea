"""Study C: which parts matter? Heads, depth and positions, changed one at a time.

A small Transformer on the controlled corpus. The test set "values" has numbers and dates that are
not in the training set, "lengths" has three or four phrases where training had one or two: there it
shows which position encoding carries over to places that training did not reach.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from shared.studies import Study, study
from shared.training import Loop
from work05_transformer.decoding.beam_search import BeamSettings
from work05_transformer.metrics import bleu
from work05_transformer.models.transformer import parameter_count
from work05_transformer.training.config import TranslationConfig
from work05_transformer.training.translation import (
    fit,
    load_data,
    make_transformer,
    translate_all,
)

BASE = TranslationConfig(
    precision="fp32", train_sentences=10_000, d_model=64, num_heads=4, d_ff=256, num_layers=2,
    epochs=3, positions="sinusoidal", warmup=100,
)  # fmt: skip
CHANGES: dict[str, dict[str, Any]] = {
    "none: 2 layers, 4 heads, sinusoids": {},
    "rotary positions": {"positions": "rotary"},
    "no positions": {"positions": "none"},
    "learned positions": {"positions": "learned"},
    "1 head": {"num_heads": 1},
    "1 layer": {"num_layers": 1},
    "16 heads": {"num_heads": 16},
    "4 layers": {"num_layers": 4},
}

read_corpus = functools.cache(load_data)


def small_translator(config: Mapping[str, Any], seed: int) -> dict[str, Any]:
    """Train a small translator; translate the first sentences of each test set greedily.

    Args:
        config: `training` (TranslationConfig) and `tested`, sentences of each test set.
        seed: of the training.
    """
    training: TranslationConfig = config["training"]
    corpus = read_corpus(training)
    loop = Loop(seed, precision=training.precision)
    model = make_transformer(training, len(corpus.sentences))
    start = time.process_time()
    fit(loop, training, model, corpus)
    metrics: dict[str, Any] = {
        "parameters": parameter_count(model),
        "train/core_seconds": time.process_time() - start,
    }
    for part, examples in corpus.splits.tests.items():
        tested = examples[: config["tested"]]
        translated = translate_all(model, corpus.sentences, tested, BeamSettings(1))
        metrics[f"{part}/BLEU"] = bleu(translated, tested, resamples=0).score
    return metrics


@study(seeds=(0, 1, 2))
def parts(s: Study) -> None:
    """Change heads, depth and positions of a small translator, and give it longer sentences."""
    for change, fields in CHANGES.items():
        config = {"training": replace(BASE, **fields), "tested": 100}
        for seed in s.seeds:
            s.measure({"change": change}, small_translator, config, seed)
