"""A GPT that writes Chinese, one token a character, from three thousand characters of classics.

`samples/chinese.txt` has parts of the Thousand Character Classic, the Three Character Classic, the
Daodejing and the Analects, and poems of the Tang: all in the public domain. So little text is soon known
by heart, and how much of a sample is copied is measured with it.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from shared.data.text_files import read_text
from shared.studies import Study, study, trained
from work05_transformer.decoding.generation import generate_text
from work05_transformer.decoding.sampling import Sampling
from work05_transformer.models.weights import load_model
from work05_transformer.studies.default import reached
from work05_transformer.training.config import TrainConfig
from work05_transformer.training.gpt import train

CHINESE = TrainConfig(
    corpus="samples/chinese.txt", tokenizer="characters", context=32, d_model=96, num_layers=3,
    batch_size=16, steps=200, warmup=20, rounds=10, dropout=0.2,
)  # fmt: skip
"""Run from the assignment's folder."""
PROMPT, CHARACTERS, COPIED = "春", 60, 5


def copied_share(sample: str, text: str, length: int = COPIED) -> float:
    """Return which share of a sample's pieces of so many characters stand in the text."""
    pieces = [sample[i : i + length] for i in range(len(sample) - length + 1)]
    return sum(piece in text for piece in pieces) / max(1, len(pieces))


def chinese_run(config: TrainConfig, seed: int) -> dict[str, Any]:
    """Train on the classics; let the model write, and count what it has copied."""
    folder = trained(train, replace(config, seed=seed))
    model, tokenizer = load_model(str(folder))
    pieces = generate_text(model, tokenizer, PROMPT, CHARACTERS, Sampling(0.8, top_p=0.95))
    sample = PROMPT + "".join(pieces)
    copied = copied_share(sample, read_text(Path(config.corpus)))
    return {**reached(folder), "sample": " ".join(sample.split()), "copied": copied}


@study(seeds=(0, 1, 2))
def chinese(s: Study) -> None:
    """Train a GPT on a few Chinese classics and show what it writes."""
    for seed in s.seeds:
        s.measure("characters", chinese_run, CHINESE, seed)
