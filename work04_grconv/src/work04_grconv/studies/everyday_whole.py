"""Everyday sentences (fra-eng), all of them, on a CPU (on a machine with a GPU: DL_DEVICE=cpu).

Split, loop and scores are those of `gpu_everyday`; the model and its vocabulary are smaller. Nothing was
searched: the model is measured once, on the test sentences.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from shared.studies import Study, study
from work04_grconv.studies.gpu import EVERYDAY, everyday_translations, translator_on_device

WHOLE = replace(
    EVERYDAY, batch_tokens=4096,
    training=replace(
        EVERYDAY.training, merges=2000, embedding=192, hidden=256, dropout=0.2, epochs=8,
        learning_rate=2e-3,
    ),
)  # fmt: skip


def all_sentences(config: Mapping[str, Any], seed: int) -> dict[str, Any]:
    """Train and measure a translator; its core-seconds hold the training and both translations."""
    translator_on_device(config["training"], config["sample"])  # its seeds share the preparation
    start = time.process_time()
    metrics = everyday_translations(config, seed)
    return metrics | {"core_seconds": time.process_time() - start}


@study(seeds=(0, 1, 2))
def everyday_whole(s: Study) -> None:
    """Translate everyday sentences with GRU and attention, all pairs: an hour and more of a core a seed."""
    for seed in s.seeds:
        config = {"training": WHOLE, "sample": False}
        s.measure({"model": "GRU with attention"}, all_sentences, config, seed)
