"""Study C: which parts matter? Heads, depth and positions, changed one at a time.

A small Transformer on the controlled corpus. The test set "values" has numbers and dates that are
not in the training set, "lengths" has three or four phrases where training had one or two: there it
shows which position encoding carries over to places that training did not reach.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch

from shared.reporting import save_results
from shared.training import BareRun
from shared.training.config import to_json
from work05_transformer.decoding.beam_search import BeamSettings
from work05_transformer.metrics import bleu
from work05_transformer.models.transformer import parameter_count
from work05_transformer.studies.earlier import measured_before
from work05_transformer.text.sentences import Sentences
from work05_transformer.training.config import TranslationConfig
from work05_transformer.training.translation import (
    fit,
    load_splits,
    make_transformer,
    translate_all,
)

RESULTS = Path(__file__).parents[3] / "results"
BASE = TranslationConfig(
    train_sentences=10_000, d_model=64, num_heads=4, d_ff=256, num_layers=2, epochs=3, pre_norm=True,
    warmup=100,
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
TESTED = 100  # sentences of each test set


def parts(seeds: Sequence[int], base: TranslationConfig = BASE) -> None:
    """Heads, depth and positions of a small translator, and what it does with longer sentences."""
    torch.set_num_threads(1)
    splits = load_splits(base)
    sentences = Sentences.learn(splits.train, base.vocab_size)
    sets = {name: examples[:TESTED] for name, examples in splits.tests.items()}
    path = RESULTS / "parts.json"
    rows, _ = measured_before(path, to_json(base))
    rows = rows or [{"change": change, "seeds": []} for change in CHANGES]
    for seed in seeds:
        for row, fields in zip(rows, CHANGES.values(), strict=True):
            if seed in row["seeds"]:
                continue
            config = dataclasses.replace(base, **fields)
            run = BareRun(seed)
            model = make_transformer(config, len(sentences))
            start = time.process_time()
            fit(run, config, model, splits, sentences)
            seconds = round(time.process_time() - start, 1)
            row["parameters"] = parameter_count(model)
            row["seeds"].append(seed)
            row.setdefault("training core-seconds", []).append(seconds)
            for part, examples in sets.items():
                translated = translate_all(model, sentences, examples, BeamSettings(1))
                score = bleu(translated, examples, resamples=0).score
                row.setdefault(f"BLEU, {part}", []).append(score)
            print(f"seed {seed}: {row}", flush=True)
            save_results(  # after each, so that a study that is stopped leaves what it has
                path,
                command="python -m work05_transformer.study parts",
                rows=rows,
                config=to_json(base),
                seeds=sorted({seed for row in rows for seed in row["seeds"]}),
            )
