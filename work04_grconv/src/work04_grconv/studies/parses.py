"""Whether the gates of the default run's grConv find the structure of numbers."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from shared.studies import Study, study, trained
from shared.translation.controlled import number_phrase
from work04_grconv.grconv.soft_tree import hard_split
from work04_grconv.training.config import TrainConfig
from work04_grconv.training.loop import train
from work04_grconv.training.saved_runs import load_run
from work04_grconv.translation.inspection import sentence_tree

NUMBERS = {  # by the word whose end is the border
    "hundred": [100 * h + rest for h in range(1, 10) for rest in range(1, 100, 7)],
    "thousand": [1000 * t + rest for t in range(2, 99, 5) for rest in (101, 234, 380, 777)],
}


def parted(config: Mapping[str, Any], seed: int) -> dict[str, float]:
    """Measure how often the hard tree parts a number at its border, and how often any gap would do.

    Args:
        config: the training, the border's word, and how many numbers are drawn.
        seed: of the training and of the draw.
    """
    saved = load_run(trained(train, replace(config["training"], seed=seed)))
    numbers = random.Random(seed).sample(NUMBERS[config["border"]], config["sample"])
    at_border, chance = 0, 0.0
    for number in numbers:
        phrase = number_phrase(number).source
        tree, words = sentence_tree(saved.translator, saved.languages, phrase)
        border = words.index(config["border"]) + 1
        allowed = {border, border + 1}  # before or after "and" or the comma
        at_border += hard_split(tree) in allowed
        chance += len(allowed & set(range(1, len(words)))) / (len(words) - 1)
    return {"parted_at_border": at_border / len(numbers), "by_chance": chance / len(numbers)}


@study(seeds=(0,))
def parses(s: Study) -> None:
    """Ask whether grConv's gates part "three hundred | forty-two", against parting anywhere."""
    for border in NUMBERS:
        config = {"training": TrainConfig(), "border": border, "sample": 60}
        for seed in s.seeds:
            s.measure({"numbers": f"{border}s"}, parted, config, seed)
