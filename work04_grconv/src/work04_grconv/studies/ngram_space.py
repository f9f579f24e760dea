"""How much of the space of n-grams a book shows, by characters and by words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shared.studies import Study, study
from work04_grconv.data.texts import TextName, cut_text, load_text
from work04_grconv.text.byte_pairs import BytePairs
from work04_grconv.text.sparsity import coverage, ngrams_of
from work04_grconv.text.tokenizer import Unit, split_text
from work04_grconv.text.vocabulary import UNKNOWN, build_vocabulary
from work04_grconv.text.words import clean

TEXT: TextName = "timemachine"
UNITS: dict[str, Unit] = {"characters": "character", "words": "word"}
ORDERS = (1, 2, 3, 4, 5, 6)


def space(config: Mapping[str, Any]) -> dict[str, Any]:
    """Count the n-grams of a text, and those of its held-out end that it lacks, for each n.

    A word that the training text lacks is a token of its own kind, so that it is unseen from n = 1 on.
    """
    train, test = cut_text(clean(load_text(config["text"]), lowercase=True))
    parts = [split_text(part, config["unit"], BytePairs(())) for part in (train, test)]
    vocabulary = build_vocabulary(parts[:1])
    tokens, held_out = (vocabulary.encode(part) for part in parts)
    kinds = len(set(tokens))
    orders = {}
    for order in config["orders"]:
        shown, unseen = coverage(tokens, held_out, order, kinds)
        orders[f"{order}"] = {
            "possible": float(kinds**order),
            "distinct": len(set(ngrams_of(tokens, order))),
            "shown": shown,
            "unseen": unseen,
        }
    return {
        "tokens": len(tokens),
        "vocab_size": kinds,
        "unknown": held_out.count(UNKNOWN) / len(held_out),
        "orders": orders,
    }


@study()
def ngram_space(s: Study) -> None:
    """Count distinct n-grams against all that there could be, and how many of a new text are unseen."""
    for name, unit in UNITS.items():
        s.measure({"tokens": name}, space, {"text": TEXT, "unit": unit, "orders": ORDERS})
