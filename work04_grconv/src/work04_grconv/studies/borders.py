"""Where a rule that reads no word parts the numbers of `parses`: what the gates must beat.

A number like *three hundred and forty-two* has its border near its middle. Gates that all merge part every
phrase in the middle, and so find borders without a look at a word. Of an odd number of words the one in
the middle goes to the right half or to the left: `hard_split` gives it to the greater copy's side.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

from shared.studies import Study, study
from shared.translation.controlled import number_phrase
from work04_grconv.studies.parses import NUMBERS, SAMPLE
from work04_grconv.text.words import clean, split_words


def in_the_middle(config: Mapping[str, Any], seed: int) -> dict[str, Any]:
    """Measure how often the middle of a number is its border, for the numbers that `parses` draws.

    Args:
        config: how many numbers of each kind are a `sample`; how many words of an `odd` middle are left.
        seed: of the draw.
    """
    draw = random.Random(seed)
    shares = {}
    for border, numbers in NUMBERS.items():
        parted = 0
        for number in draw.sample(numbers, config["sample"]):
            words = split_words(clean(number_phrase(number).source))
            place = words.index(border) + 1
            middle = len(words) // 2 + config["odd"] * (len(words) % 2)
            parted += middle in (place, place + 1)
        shares[f"{border}s"] = {"at_border": parted / config["sample"]}
    return shares


@study(seeds=(0, 1, 2))
def borders(s: Study) -> None:
    """Part "three hundred | forty-two" in the middle, whatever the words: what gates must beat."""
    for odd, side in enumerate(("right", "left")):
        config = {"sample": SAMPLE, "odd": odd}
        for seed in s.seeds:
            s.measure({"odd word": side}, in_the_middle, config, seed)
