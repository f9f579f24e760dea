"""Translators on the controlled corpus: the default run, and the three encoders side by side."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from shared.reporting import save_results
from shared.training import read_summary
from shared.training.config import to_json
from shared.translation import Example
from work04_grconv.data.corpora import load
from work04_grconv.metrics.bleu import evaluate
from work04_grconv.studies.runs import (
    DEFAULT,
    ENCODERS,
    KINDS,
    NAMES,
    RESULTS,
    command,
    trained,
    translations,
)
from work04_grconv.text.words import clean, split_words
from work04_grconv.translation.translator import TranslatorKind

LENGTHS = ((1, 5), (6, 10), (11, 15), (16, 20), (21, 25), (26, 60))


def default(seeds: Sequence[int]) -> None:
    """What `python train.py` reaches."""
    rows = []
    for seed in seeds:
        summary = read_summary(trained(dataclasses.replace(DEFAULT, seed=seed)))
        row: dict[str, Any] = {"seed": seed}
        for test in ("values", "lengths"):
            row[f"{test}: BLEU"] = round(summary["metrics"][f"{test}/BLEU"], 2)
            row[f"{test}: exact %"] = round(100 * summary["metrics"][f"{test}/exact"], 1)
        rows.append({**row, "core-seconds": round(summary["cpu_seconds"])})
        save_results(
            RESULTS / "default.json",
            command=command("default"),
            rows=rows,
            values={
                "epochs": DEFAULT.epochs,
                "values: BLEU": [row["values: BLEU"] for row in rows],
            },
            config=to_json(DEFAULT),
            seeds=[row["seed"] for row in rows],
        )


def encoders(seeds: Sequence[int]) -> None:
    """RNN encoder, grConv encoder and attention on the controlled corpus, equal budget."""
    runs: dict[TranslatorKind, list[Path]] = {kind: [] for kind in KINDS}
    for number, seed in enumerate(seeds, 1):
        for kind in KINDS:
            runs[kind].append(trained(dataclasses.replace(ENCODERS, encoder=kind, seed=seed)))
        rows = []
        for kind, folders in runs.items():
            summaries = [read_summary(folder) for folder in folders]
            row: dict[str, Any] = {"translator": NAMES[kind]}
            for test in ("values", "lengths"):
                for metric, factor in (("BLEU", 1), ("exact", 100)):
                    scores = [factor * run["metrics"][f"{test}/{metric}"] for run in summaries]
                    name = "exact %" if metric == "exact" else metric
                    row[f"{test}: {name}"] = [round(value, 2) for value in scores]
            row["core-seconds"] = [round(run["cpu_seconds"]) for run in summaries]
            rows.append(row)
        save_results(
            RESULTS / "encoders.json",
            command=command("encoders"),
            rows=rows,
            values={"epochs": ENCODERS.epochs, "pairs": ENCODERS.pairs},
            config=to_json(ENCODERS),
            seeds=seeds[:number],
        )
        save_by_length(runs, seeds[:number])


def save_by_length(runs: Mapping[TranslatorKind, Sequence[Path]], seeds: Sequence[int]) -> None:
    """BLEU of both test sets together, by the source's length in words."""
    rows: list[dict[str, Any]] = []
    for low, high in LENGTHS:
        row: dict[str, Any] = {"source words": f"{low} to {high}", "sentences": []}
        for kind, folders in runs.items():
            row[NAMES[kind]] = []
            for folder, seed in zip(folders, seeds, strict=True):
                chosen = [
                    (example, translation)
                    for example, translation in all_tested(seed, folder)
                    if low <= len(split_words(clean(example.source))) <= high
                ]
                examples, translated = zip(*chosen, strict=True)
                bleu, _ = evaluate(translated, examples, resamples=0)
                row[NAMES[kind]].append(round(bleu.score, 2))
                if kind == KINDS[0]:
                    row["sentences"].append(len(chosen))
        rows.append(row)
    save_results(
        RESULTS / "encoders_by_length.json",
        command=command("encoders"), rows=rows, config=to_json(ENCODERS), seeds=seeds,
    )  # fmt: skip


def all_tested(seed: int, folder: Path) -> list[tuple[Example, str]]:
    """Every test example with a run's translation of it."""
    splits = load(ENCODERS.data, size=ENCODERS.pairs, seed=seed)
    translated = translations(folder)
    return [
        pair
        for name, examples in splits.tests.items()
        for pair in zip(examples, translated[name], strict=True)
    ]
