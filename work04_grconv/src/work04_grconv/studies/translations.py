"""What the three translators write: the same test sentences for each, right ones and wrong ones."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from shared.studies import Measured, Study, picture, study, trained
from work04_grconv.data.corpora import load
from work04_grconv.figures.attention import draw_attention
from work04_grconv.studies.encoders import ENCODERS, NAMES
from work04_grconv.text.words import clean
from work04_grconv.training.config import TrainConfig
from work04_grconv.training.loop import train
from work04_grconv.training.report import condensed, read_translations
from work04_grconv.training.saved_runs import load_run

SHOWN = {"values": 6, "lengths": 2}  # the first so many sentences of each test set


def written(config: TrainConfig, seed: int) -> dict[str, Any]:
    """Keep what a translator makes of the first test sentences; draw attention's map."""
    folder = trained(train, replace(config, seed=seed))
    splits = load(config.data, size=config.pairs, seed=seed)
    translations = read_translations(folder)
    sentences = {}
    for name, count in SHOWN.items():
        for example, text in list(zip(splits.tests[name], translations[name], strict=True))[:count]:
            reference = clean(example.references[0], lowercase=config.lowercase)
            sentences[example.source] = {
                "reference": reference,
                "translation": ("✓ " if text == reference else "✗ ") + condensed(text),
            }
    if config.encoder != "attention":
        return {"sentences": sentences}
    return Measured(
        {"sentences": sentences}, {"attention.svg": picture(draw_attention, load_run(folder))}
    )


@study(seeds=(0,))
def translations(s: Study) -> None:
    """Show translations of the first test sentences by each encoder, trained as in `encoders`."""
    for kind, name in NAMES.items():
        for seed in s.seeds:
            s.measure({"translator": name}, written, replace(ENCODERS, encoder=kind), seed)
