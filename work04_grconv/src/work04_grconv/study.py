"""The experiments of the report: `python -m work04_grconv.study [NAME …]`.

Each writes `results/<name>.json`, after each seed, so that a study that is stopped leaves what it
has. A translator that is already there (same settings, under runs/study) is not trained again.
"""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import torch

from shared.reporting import save_results, study_command
from shared.training import read_summary
from shared.training.config import to_json
from shared.translation import Example
from shared.translation.controlled import number_phrase
from work04_grconv.data import load
from work04_grconv.evaluation import evaluate
from work04_grconv.everyday_study import everyday, everyday_small, vocabularies
from work04_grconv.gradient_flow import gradient_norms, start_weights
from work04_grconv.inspection import sentence_tree
from work04_grconv.language_model import TextName, load_text
from work04_grconv.language_training import (
    LanguageConfig,
    fit_language_model,
    held_out_perplexity,
)
from work04_grconv.ngrams import KneserNey
from work04_grconv.recurrent import Kind as CellKind
from work04_grconv.saved_runs import load_run
from work04_grconv.soft_tree import hard_split
from work04_grconv.study_runs import (
    KINDS,
    NAMES,
    RESULTS,
    RUNS,
    command,
    trained,
    translations,
)
from work04_grconv.text import clean, split_words
from work04_grconv.training import TrainConfig
from work04_grconv.translator import Kind
from work04_grconv.vocabulary import build_vocabulary

LENGTHS = ((1, 5), (6, 10), (11, 15), (16, 20), (21, 25), (26, 60))
DEFAULT = TrainConfig(runs=RUNS)
ENCODERS = dataclasses.replace(DEFAULT, epochs=3)
TEXTS: tuple[TextName, ...] = ("timemachine", "tinyshakespeare", "standard-library")
CELLS: tuple[CellKind, ...] = ("rnn", "gru", "lstm")


def encoders(seeds: Sequence[int]) -> None:
    """RNN encoder, grConv encoder and attention on the controlled corpus, equal budget."""
    runs: dict[Kind, list[Path]] = {kind: [] for kind in KINDS}
    for number, seed in enumerate(seeds, 1):
        for kind in KINDS:
            runs[kind].append(trained(dataclasses.replace(ENCODERS, encoder=kind, seed=seed)))
        rows = []
        for kind, folders in runs.items():
            found = [read_summary(folder) for folder in folders]
            row: dict[str, Any] = {"translator": NAMES[kind]}
            for test in ("values", "lengths"):
                for metric, factor in (("BLEU", 1), ("exact", 100)):
                    numbers = [factor * run["metrics"][f"{test}/{metric}"] for run in found]
                    name = "exact %" if metric == "exact" else metric
                    row[f"{test}: {name}"] = [round(value, 2) for value in numbers]
            row["core-seconds"] = [round(run["cpu_seconds"]) for run in found]
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


def default(seeds: Sequence[int]) -> None:
    """What `python train.py` reaches."""
    rows = []
    for seed in seeds:
        found = read_summary(trained(dataclasses.replace(DEFAULT, seed=seed)))
        row: dict[str, Any] = {"seed": seed}
        for test in ("values", "lengths"):
            row[f"{test}: BLEU"] = round(found["metrics"][f"{test}/BLEU"], 2)
            row[f"{test}: exact %"] = round(100 * found["metrics"][f"{test}/exact"], 1)
        rows.append({**row, "core-seconds": round(found["cpu_seconds"])})
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


def save_by_length(runs: Mapping[Kind, Sequence[Path]], seeds: Sequence[int]) -> None:
    """BLEU of both test sets together, by the source's length in words."""
    rows: list[dict[str, Any]] = []
    for low, high in LENGTHS:
        row: dict[str, Any] = {"source words": f"{low} to {high}", "sentences": []}
        for kind, folders in runs.items():
            row[NAMES[kind]] = []
            for folder, seed in zip(folders, seeds, strict=True):
                chosen = [
                    (example, made)
                    for example, made in all_tested(seed, folder)
                    if low <= len(split_words(clean(example.source))) <= high
                ]
                examples, made = zip(*chosen, strict=True)
                row[NAMES[kind]].append(round(evaluate(made, examples, resamples=0)[0].score, 2))
                if kind == KINDS[0]:
                    row["sentences"].append(len(chosen))
        rows.append(row)
    save_results(
        RESULTS / "encoders_by_length.json",
        command=command("encoders"), rows=rows, config=to_json(ENCODERS), seeds=seeds,
    )  # fmt: skip


def all_tested(seed: int, folder: Path) -> list[tuple[Example, str]]:
    """Every test example with the translation that a run made of it."""
    splits = load(ENCODERS.data, size=ENCODERS.pairs, seed=seed)
    made = translations(folder)
    return [
        pair
        for name, examples in splits.tests.items()
        for pair in zip(examples, made[name], strict=True)
    ]


def parses(seeds: Sequence[int]) -> None:
    """Do grConv's gates part "three hundred | forty-two"? Against parting anywhere."""
    rows: list[dict[str, Any]] = []
    for name, numbers, word in (
        ("hundreds", [100 * h + r for h in range(1, 10) for r in range(1, 100, 7)], "hundred"),
        ("thousands", [1000 * t + r for t in range(2, 99, 5) for r in (101, 234, 380, 777)],
         "thousand"),
    ):  # fmt: skip
        found: list[float] = []
        chance = 0.0
        for seed in seeds:
            folder = trained(dataclasses.replace(DEFAULT, seed=seed))
            saved = load_run(folder)
            draws = random.Random(seed)
            right, chance = 0, 0.0
            chosen = draws.sample(numbers, 60)
            for number in chosen:
                phrase = number_phrase(number).source
                tree, words = sentence_tree(saved.translator, saved.languages, phrase)
                border = words.index(word) + 1
                allowed = {border, border + 1}  # before or after "and" or the comma
                right += hard_split(tree) in allowed
                chance += len(allowed & set(range(1, len(words)))) / (len(words) - 1)
            found.append(round(100 * right / len(chosen), 1))
        rows.append(
            {
                "numbers": name,
                "parted at the border %": found,
                "by chance %": round(100 * chance / 60, 1),
            }
        )
    save_results(
        RESULTS / "parses.json",
        command=command("parses"), rows=rows, config=to_json(DEFAULT), seeds=seeds,
    )  # fmt: skip


def language_models(seeds: Sequence[int]) -> None:
    """Held-out perplexity of character models: n-grams, RNN, GRU, LSTM, and the trap."""
    rows: list[dict[str, Any]] = []
    for name in TEXTS:
        learnt, held_out = load_text(name)
        vocabulary = build_vocabulary([learnt])
        train, test = (torch.tensor(vocabulary.encode(part)) for part in (learnt, held_out))
        row: dict[str, Any] = {
            "text": name, "characters": len(learnt), "vocabulary": len(vocabulary),
        }  # fmt: skip
        for order in (1, 3, 5):
            model = KneserNey(train.tolist(), order, len(vocabulary))
            row[f"{order}-gram"] = round(model.perplexity(test.tolist()), 3)
        for kind in CELLS:
            row[kind.upper()] = []
            for seed in seeds:
                config = LanguageConfig(kind=kind, seed=seed)
                network = fit_language_model(config, train, len(vocabulary))
                row[kind.upper()].append(round(held_out_perplexity(network, test), 3))
        config = LanguageConfig(bidirectional=True, seed=seeds[0])
        network = fit_language_model(config, train, len(vocabulary))
        row["GRU that sees the future"] = round(held_out_perplexity(network, test), 3)
        rows.append(row)
        save_results(
            RESULTS / "language_models.json",
            command=command("language_models"),
            rows=rows,
            config=dataclasses.asdict(LanguageConfig()),
            seeds=seeds,
        )


def gradients(seeds: Sequence[int]) -> None:
    """How much of a gradient arrives after up to 100 steps back."""
    time, hidden, rows = 100, 64, []
    curves: dict[str, list[float]] = {}
    plain: CellKind = "rnn"
    networks: dict[str, tuple[CellKind, dict[str, float]]] = {
        "RNN, as torch starts": (plain, {}),
        "RNN, radius 0.9": (plain, {"radius": 0.9}),
        "RNN, radius 1.0": (plain, {"radius": 1.0}),
        "RNN, radius 1.5": (plain, {"radius": 1.5}),
        "GRU, as torch starts": ("gru", {}),
        "GRU, update gate + 4": ("gru", {"keep": 4.0}),
        "LSTM, as torch starts": ("lstm", {}),
        "LSTM, forget gate + 4": ("lstm", {"keep": 4.0}),
    }
    for label, (kind, options) in networks.items():
        found = []
        for seed in seeds:
            generator = torch.Generator().manual_seed(seed)
            weights = start_weights(kind, 16, hidden, generator, **options)
            inputs = torch.randn(time, 16, 16, generator=generator, dtype=torch.float64)
            found.append(gradient_norms(kind, weights, inputs * 0.1))
        row: dict[str, Any] = {"network": label}
        for back in (10, 50, 100):
            row[f"{back} steps back"] = [norms[time - back] for norms in found]
        rows.append(row)
        curves[label] = found[0]
    save_results(
        RESULTS / "gradients.json",
        command=command("gradients"),
        rows=rows,
        values=curves,
        config={"hidden": hidden, "inputs": "normal, deviation 0.1", "time": time},
        seeds=seeds,
    )


STUDIES: dict[str, Callable[[Sequence[int]], None]] = {
    study.__name__: study
    for study in (
        gradients,
        default,
        encoders,
        parses,
        language_models,
        everyday_small,
        everyday,
        vocabularies,
    )
}


if __name__ == "__main__":
    study_command(STUDIES)
