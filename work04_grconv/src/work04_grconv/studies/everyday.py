"""Everyday sentences (fra-eng): our translators beside D2L's recipes, on the same pairs and steps."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Sequence
from typing import Any

from shared.reporting import save_results
from shared.training import read_summary
from shared.training.config import to_json
from shared.training.seeding import seed_everything
from shared.translation import Example, fra_eng
from work04_grconv.data.pairs import Languages, Pairs, encode_pairs, learn_languages
from work04_grconv.metrics.bleu import evaluate
from work04_grconv.studies.runs import KINDS, NAMES, RESULTS, RUNS, command, trained
from work04_grconv.studies.runs import translations as translations_of
from work04_grconv.text.words import clean, split_words
from work04_grconv.training.config import TrainConfig
from work04_grconv.training.saved_runs import load_run
from work04_grconv.translation.d2l_recipe import D2LTranslator, fit_d2l, fixed_steps

STEPS = 10  # of D2L's sentences, END included
# Both sides of at most 9 words, so that the recipe's fixed steps cut nothing but punctuation.
EVERYDAY = TrainConfig(
    data="fra-eng", pairs=6000, max_words=9, vocabulary=3000, embedding=128, hidden=192,
    dropout=0.2, epochs=8, batch_size=64, learning_rate=2e-3, runs=RUNS,
)  # fmt: skip
SMALL = dataclasses.replace(EVERYDAY, pairs=600, epochs=30)  # D2L's own size


def everyday(seeds: Sequence[int]) -> None:
    """BLEU on held-out everyday sentences, 6,000 English training sentences."""
    compare("everyday", EVERYDAY, seeds)


def everyday_small(seeds: Sequence[int]) -> None:
    """The same with the 600 sentences and 30 epochs of D2L."""
    compare("everyday_small", SMALL, seeds)


VOCABULARIES: dict[str, dict[str, Any]] = {
    "words, 300 most frequent": {"vocabulary": 300},
    "words, 1,000": {"vocabulary": 1000},
    "words, 3,000": {"vocabulary": 3000},
    "words, all": {"vocabulary": None},
    "byte pairs, 1,000 merges": {"unit": "bpe", "merges": 1000, "vocabulary": None},
}


def vocabularies(seeds: Sequence[int]) -> None:
    """Attention with vocabularies of several sizes, on the sentences of `everyday`."""
    rows: dict[str, dict[str, Any]] = {}
    for number, seed in enumerate(seeds, 1):
        examples = fra_eng(seed=seed, train=EVERYDAY.pairs, max_words=EVERYDAY.max_words).tests[
            "test"
        ]
        for name, changes in VOCABULARIES.items():
            folder = trained(
                dataclasses.replace(EVERYDAY, encoder="attention", seed=seed, **changes)
            )
            languages = load_run(folder).languages
            bleu, exact = evaluate(translations_of(folder)["test"], examples)
            sizes = (len(languages.source.vocabulary), len(languages.target.vocabulary))
            row = rows.setdefault(
                name, {"vocabulary": name, "BLEU": [], "exact %": [], "core-seconds": []}
            )
            row |= {"English": sizes[0], "French": sizes[1]}
            row["BLEU"].append(round(bleu.score, 2))
            row["exact %"].append(round(100 * exact, 1))
            row["core-seconds"].append(round(float(read_summary(folder)["cpu_seconds"])))
        save_results(
            RESULTS / "vocabularies.json",
            command=command("vocabularies"),
            rows=list(rows.values()),
            values={"held-out sentences": len(examples), "signature": bleu.signature},
            config=to_json(EVERYDAY),
            seeds=seeds[:number],
        )


def compare(name: str, config: TrainConfig, seeds: Sequence[int]) -> None:
    """Our three translators and D2L's two on the same pairs, epochs and batch size."""
    rows: dict[str, dict[str, list[float]]] = {}
    unknown: dict[str, dict[str, list[float]]] = {}
    for number, seed in enumerate(seeds, 1):
        splits = fra_eng(seed=seed, train=config.pairs, max_words=config.max_words)
        examples = splits.tests["test"]
        languages = learn_languages(splits.train, "word", size=config.vocabulary, merges=0)
        measured: dict[str, tuple[list[str], float]] = {}
        for attention in (False, True):
            label = "D2L, attention" if attention else "D2L, sequence to sequence"
            pairs, _ = encode_pairs(splits.train, languages, config.longest)
            measured[label] = d2l(config, pairs, languages, examples, seed, attention=attention)
        for kind in KINDS:
            folder = trained(dataclasses.replace(config, encoder=kind, seed=seed))
            seconds = float(read_summary(folder)["cpu_seconds"])
            measured[f"ours, {NAMES[kind]}"] = translations_of(folder)["test"], seconds
        for label, (translated, seconds) in measured.items():
            row = rows.setdefault(label, {"BLEU": [], "exact %": [], "core-seconds": []})
            bleu, exact = evaluate(translated, examples)
            row["BLEU"].append(round(bleu.score, 2))
            row["exact %"].append(round(100 * exact, 1))
            row["core-seconds"].append(round(seconds))
            by_unknown(unknown.setdefault(label, {}), translated, examples, languages)
        save_results(
            RESULTS / f"{name}.json",
            command=command(name),
            rows=[{"translator": label, **row} for label, row in rows.items()],
            values={
                "pairs": len(splits.train), "sentences": config.pairs, "epochs": config.epochs,
                "held-out sentences": len(examples), "signature": bleu.signature,
            },
            config=to_json(config),
            seeds=seeds[:number],
        )  # fmt: skip
        save_results(
            RESULTS / f"{name}_unknown.json",
            command=command(name),
            rows=[{"translator": label, **row} for label, row in unknown.items()],
            config=to_json(config),
            seeds=seeds[:number],
        )


def d2l(
    config: TrainConfig,
    pairs: Pairs,
    languages: Languages,
    examples: Sequence[Example],
    seed: int,
    *,
    attention: bool,
) -> tuple[list[str], float]:
    """Translations by D2L's recipe, and the CPU seconds it took."""
    start = time.process_time()
    seed_everything(seed)
    sizes = (len(languages.source.vocabulary), len(languages.target.vocabulary))
    model = fit_d2l(
        D2LTranslator(*sizes, attention=attention),
        pairs.sources,
        [target[1:-1] for target in pairs.targets],
        steps=STEPS,
        epochs=config.epochs,
        batch_size=config.batch_size,
        seed=seed,
    )
    sources = fixed_steps([languages.source.encode(e.source) for e in examples], STEPS)
    translated = [languages.target.decode(tokens) for tokens in model.translate(sources, STEPS)]
    return translated, time.process_time() - start


def by_unknown(
    row: dict[str, list[float]],
    translated: Sequence[str],
    examples: Sequence[Example],
    languages: Languages,
) -> None:
    """Add BLEU of sentences with 0, 1, 2 and more words that the source vocabulary lacks."""
    known = set(languages.source.vocabulary.tokens)
    counts = [sum(w not in known for w in split_words(clean(e.source))) for e in examples]
    for label, wanted in (("none", {0}), ("1", {1}), ("2 or more", set(range(2, 99)))):
        chosen = [n for n, count in enumerate(counts) if count in wanted]
        if chosen:
            bleu, _ = evaluate(
                [translated[n] for n in chosen], [examples[n] for n in chosen], resamples=0
            )
            row.setdefault(f"unknown words: {label}", []).append(round(bleu.score, 2))
