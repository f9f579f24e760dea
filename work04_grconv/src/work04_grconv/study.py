"""The experiments of the report: `python -m work04_grconv.study [NAME …]`.

Each writes `results/<name>.json`, after each seed, so that a study that is stopped leaves what it
has. A translator that is already there (same settings, under runs/study) is not trained again.
"""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import tyro

from shared.reporting import run_studies, save_results
from shared.training.config import to_json
from shared.translation import Example
from work04_grconv.data import load
from work04_grconv.evaluation import evaluate
from work04_grconv.text import clean, split_words
from work04_grconv.training import TRANSLATIONS, TrainConfig, train
from work04_grconv.translator import Kind

RESULTS = Path(__file__).parents[2] / "results"
RUNS = Path("runs") / "study"
KINDS: tuple[Kind, ...] = ("gru", "grconv", "attention")
NAMES = {"gru": "RNN encoder", "grconv": "grConv encoder", "attention": "attention"}
LENGTHS = ((1, 5), (6, 10), (11, 15), (16, 20), (21, 25), (26, 60))

ENCODERS = TrainConfig(epochs=3, runs=RUNS)


def command(name: str) -> str:
    """What to type to measure results/`name`.json again."""
    return f"python -m work04_grconv.study {name}"


def trained(config: TrainConfig) -> Path:
    """The folder of a finished run with these settings; trains where there is none."""
    for summary in sorted(config.runs.glob("*/summary.json")):
        if json.loads(summary.read_text(encoding="utf-8"))["config"] == to_json(config):
            return summary.parent
    return train(config)


def summary(folder: Path) -> dict[str, Any]:
    """What a run reached."""
    content: dict[str, Any] = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    return content


def translations(folder: Path) -> dict[str, list[str]]:
    """What a run made of each test set."""
    made: dict[str, list[str]] = json.loads((folder / TRANSLATIONS).read_text(encoding="utf-8"))
    return made


def encoders(seeds: Sequence[int]) -> None:
    """RNN encoder, grConv encoder and attention on the controlled corpus, equal budget."""
    runs: dict[str, list[Path]] = {kind: [] for kind in KINDS}
    for number, seed in enumerate(seeds, 1):
        for kind in KINDS:
            runs[kind].append(trained(dataclasses.replace(ENCODERS, encoder=kind, seed=seed)))
        rows = []
        for kind, folders in runs.items():
            found = [summary(folder) for folder in folders]
            row: dict[str, Any] = {"translator": NAMES[kind]}
            for test in ("values", "lengths"):
                row[f"{test}: BLEU"] = [round(s["metrics"][f"{test}/BLEU"], 2) for s in found]
                row[f"{test}: exact %"] = [
                    round(100 * s["metrics"][f"{test}/exact"], 1) for s in found
                ]
            row["core-seconds"] = [round(s["cpu_seconds"]) for s in found]
            rows.append(row)
        save_results(
            RESULTS / "encoders.json",
            command=command("encoders"),
            rows=rows,
            values={"epochs": ENCODERS.epochs, "pairs": ENCODERS.pairs},
            config=to_json(ENCODERS),
            seeds=seeds[:number],
        )
        save_by_length("encoders", ENCODERS, runs, seeds[:number])


def save_by_length(
    name: str, config: TrainConfig, runs: Mapping[str, Sequence[Path]], seeds: Sequence[int]
) -> None:
    """BLEU of all test sets together, by the source's length in words."""
    rows: list[dict[str, Any]] = []
    for low, high in LENGTHS:
        row: dict[str, Any] = {"source words": f"{low} to {high}"}
        for kind, folders in runs.items():
            scores = []
            for folder, seed in zip(folders, seeds, strict=True):
                chosen = [
                    (example, made)
                    for example, made in all_tested(dataclasses.replace(config, seed=seed), folder)
                    if low <= len(split_words(clean(example.source))) <= high
                ]
                if chosen:
                    examples, made = zip(*chosen, strict=True)
                    scores.append(round(evaluate(list(made), examples)[0].score, 2))
                    row["sentences, seed 0"] = (
                        len(chosen) if seed == seeds[0] else row["sentences, seed 0"]
                    )
            row[NAMES[kind]] = scores
        if "sentences, seed 0" in row:
            rows.append(row)
    save_results(
        RESULTS / f"{name}_by_length.json",
        command=command(name), rows=rows, config=to_json(config), seeds=seeds,
    )  # fmt: skip


def all_tested(config: TrainConfig, folder: Path) -> list[tuple[Example, str]]:
    """Every test example with the translation that a run made of it."""
    splits = load(config.data, size=config.pairs, seed=config.seed, max_words=config.max_words)
    made = translations(folder)
    return [
        pair
        for name, examples in splits.tests.items()
        for pair in zip(examples, made[name], strict=True)
    ]


STUDIES: dict[str, Callable[[Sequence[int]], None]] = {
    study.__name__: study for study in (encoders,)
}


def main(
    names: Annotated[tuple[str, ...], tyro.conf.Positional] = (),
    seeds: tuple[int, ...] = (0, 1, 2),
) -> int:
    """Run experiments and write their results files.

    Args:
        names: which ones; all of them where none is named.
        seeds: of what is trained.
    """
    return run_studies(STUDIES, names, lambda: seeds)


if __name__ == "__main__":
    sys.exit(tyro.cli(main))
