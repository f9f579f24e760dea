"""What other tokenizers do with hard sentences, and three ways to cut Chinese."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from shared.studies import Study, study
from shared.translation.byte_pairs import learn_merges
from work04_grconv.data.chinese_sample import SENTENCES as CHINESE
from work04_grconv.text.byte_pairs import CONTINUES, BytePairs
from work04_grconv.text.other_tokenizers import jieba_words, nltk_words, spacy_words
from work04_grconv.text.vocabulary import UNKNOWN, build_vocabulary
from work04_grconv.text.words import GLUE, clean, split_characters, split_words

Cut = Callable[[str], list[str]]
HARD = (
    "I can't, won't and shouldn't've.",
    "The dogs' owner isn't Mary's sister-in-law.",
    "Dr. Smith lives in the U.S.A. now.",
    "It costs $1,299.99, i.e. 3.5% less.",
    "See https://example.org/a?b=c or mail me@example.org.",
    "Meet at 10:30 a.m. on 24/12/2024…",
    "“Gimme that,” she said — ‘now’!",
    "C++ and .NET aren't e-mail :-)",
    "L'an 2000, c'est-à-dire naïve café.",
    "The state-of-the-art 5km run #1 👍🏽",
)
SEPARATOR = " · "


def our_words(text: str) -> list[str]:
    """Cut a text as this assignment does, without the marks of glued tokens."""
    return [token.removeprefix(GLUE) for token in split_words(clean(text))]


CUTS: dict[str, Cut] = {"ours": our_words, "spaCy": spacy_words, "NLTK": nltk_words}


def cut_sentences(config: Mapping[str, Any]) -> dict[str, Any]:
    """Show the tokens of each sentence by one tokenizer; count them."""
    tokens = [CUTS[config["tokenizer"]](sentence) for sentence in config["sentences"]]
    return {
        "tokens": sum(map(len, tokens)),
        "sentences": {
            sentence: {"tokens": SEPARATOR.join(cut), "count": len(cut)}
            for sentence, cut in zip(config["sentences"], tokens, strict=True)
        },
    }


@study()
def tokenizers(s: Study) -> None:
    """Cut ten hard sentences by our rules, spaCy's and NLTK's (needs the extra `tokenizers`)."""
    for name in CUTS:
        s.measure({"tokenizer": name}, cut_sentences, {"tokenizer": name, "sentences": HARD})


def chinese_pieces(train: Sequence[str], merges: int) -> Cut:
    """Learn byte pairs from whole sentences, which have no spaces; return the way to cut."""
    pairs = BytePairs(learn_merges(Counter(map(tuple, train)), merges))
    return lambda text: [piece.removesuffix(CONTINUES) for piece in pairs.split(text)]


def cut_chinese(config: Mapping[str, Any]) -> dict[str, Any]:
    """Cut Chinese sentences by one unit: how long they get, how many tokens there are and are unknown."""
    train, held_out = config["sentences"][: config["train"]], config["sentences"][config["train"] :]
    ways: dict[str, Callable[[], Cut]] = {
        "characters": lambda: split_characters,
        "byte pairs": partial(chinese_pieces, train, config["merges"]),
        "words by jieba": lambda: jieba_words,
    }
    cut = ways[config["unit"]]()
    known = [cut(sentence) for sentence in train]
    asked = [cut(sentence) for sentence in held_out]
    vocabulary = build_vocabulary(known)
    numbers = [number for tokens in asked for number in vocabulary.encode(tokens)]
    return {
        "vocab_size": len(set().union(*known)),
        "length": sum(map(len, asked)) / len(asked),
        "unknown": numbers.count(UNKNOWN) / len(numbers),
        "example": SEPARATOR.join(cut(config["example"])),
    }


@study()
def chinese(s: Study) -> None:
    """Cut everyday Chinese into characters, byte pairs and words (needs the extra `tokenizers`)."""
    shared = {"sentences": CHINESE, "train": 36, "merges": 60, "example": CHINESE[46]}
    for unit in ("characters", "byte pairs", "words by jieba"):
        s.measure({"unit": unit}, cut_chinese, {"unit": unit, **shared})
