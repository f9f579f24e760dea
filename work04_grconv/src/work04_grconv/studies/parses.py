"""Whether the gates of the default run's grConv find the structure of numbers."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Sequence
from typing import Any

from shared.reporting import save_results
from shared.training.config import to_json
from shared.translation.controlled import number_phrase
from work04_grconv.grconv.soft_tree import hard_split
from work04_grconv.studies.runs import DEFAULT, RESULTS, command, trained
from work04_grconv.training.saved_runs import load_run
from work04_grconv.translation.inspection import sentence_tree


def parses(seeds: Sequence[int]) -> None:
    """Do grConv's gates part "three hundred | forty-two"? Against parting anywhere."""
    rows: list[dict[str, Any]] = []
    for name, numbers, word in (
        ("hundreds", [100 * h + r for h in range(1, 10) for r in range(1, 100, 7)], "hundred"),
        ("thousands", [1000 * t + r for t in range(2, 99, 5) for r in (101, 234, 380, 777)],
         "thousand"),
    ):  # fmt: skip
        parted: list[float] = []
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
            parted.append(round(100 * right / len(chosen), 1))
        rows.append(
            {
                "numbers": name,
                "parted at the border %": parted,
                "by chance %": round(100 * chance / 60, 1),
            }
        )
    save_results(
        RESULTS / "parses.json",
        command=command("parses"), rows=rows, config=to_json(DEFAULT), seeds=seeds,
    )  # fmt: skip
