"""Everyday sentences (fra-eng): our translators beside D2L's recipes, on the same pairs and epochs."""

from __future__ import annotations

import functools
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from shared.studies import Study, study, trained
from shared.training import Loop
from shared.translation import Example, Splits
from work04_grconv.data.corpora import load
from work04_grconv.data.pairs import encode_pairs, learn_languages
from work04_grconv.metrics.bleu import evaluate
from work04_grconv.studies.encoders import NAMES, reached
from work04_grconv.text.tokenizer import Tokenizer
from work04_grconv.text.words import clean, split_words
from work04_grconv.training.config import TrainConfig
from work04_grconv.training.loop import train
from work04_grconv.training.report import read_translations
from work04_grconv.training.saved_runs import load_run
from work04_grconv.translation.d2l_recipe import D2LConfig, D2LTranslator, fit_d2l, fixed_steps

# Both sides of at most 9 words: the recipe's fixed steps then cut punctuation, and words of one side
# in a hundred (`l'an` is two tokens).
EVERYDAY = TrainConfig(
    data="fra-eng", pairs=6000, max_words=9, lowercase=True, vocabulary=3000, embedding=128, hidden=192,
    dropout=0.2, epochs=8, batch_size=64, learning_rate=2e-3,
)  # fmt: skip
SMALL = replace(EVERYDAY, pairs=600, epochs=30)  # about D2L's own size, 512
VOCABULARIES: dict[str, TrainConfig] = {
    "words, 300 most frequent": replace(EVERYDAY, encoder="attention", vocabulary=300),
    "words, 1,000": replace(EVERYDAY, encoder="attention", vocabulary=1000),
    "words, 3,000": replace(EVERYDAY, encoder="attention", vocabulary=3000),
    "words, all": replace(EVERYDAY, encoder="attention", vocabulary=None),
    "byte pairs, 1,000 merges": replace(
        EVERYDAY, encoder="attention", unit="bpe", merges=1000, vocabulary=None
    ),
}


@dataclass(frozen=True)
class D2LStudy:
    """D2L's recipe on the pairs of a TrainConfig."""

    recipe: D2LConfig
    pairs: int
    max_words: int | None
    vocabulary: int | None
    longest: int


def beside(config: TrainConfig, *, attention: bool) -> D2LStudy:
    """Return D2L's recipe with the pairs, epochs and batch size of ours."""
    recipe = D2LConfig(attention, epochs=config.epochs, batch_size=config.batch_size)
    return D2LStudy(recipe, config.pairs, config.max_words, config.vocabulary, config.longest)


@functools.cache
def everyday_sentences(pairs: int, max_words: int | None, seed: int) -> Splits:
    """Load the corpus, split."""
    return load("fra-eng", size=pairs, seed=seed, max_words=max_words)


def ours(config: TrainConfig, seed: int) -> dict[str, Any]:
    """Measure what one of our translators reaches, also by unknown words; count its tokens."""
    folder = trained(train, replace(config, seed=seed))
    languages = load_run(folder).languages
    examples = everyday_sentences(config.pairs, config.max_words, seed).tests["test"]
    translations = read_translations(folder)["test"]
    metrics = {
        **reached(folder),
        "source/vocab_size": len(languages.source.vocabulary),
        "target/vocab_size": len(languages.target.vocabulary),
    }
    if config.unit != "bpe":  # pieces of words leave none unknown
        metrics["by_unknown"] = by_unknown(translations, examples, languages.source)
    return metrics


def d2l(config: D2LStudy, seed: int) -> dict[str, Any]:
    """Measure what D2L's recipe reaches; its seconds hold the translation of the test set, as ours do."""
    splits = everyday_sentences(config.pairs, config.max_words, seed)
    examples = splits.tests["test"]
    languages = learn_languages(
        splits.train, "word", size=config.vocabulary, merges=0, lowercase=True
    )
    pairs, _ = encode_pairs(splits.train, languages, config.longest)
    start = time.process_time()
    loop = Loop(seed)
    sizes = (len(languages.source.vocabulary), len(languages.target.vocabulary))
    targets = [target[1:-1] for target in pairs.targets]
    translator = D2LTranslator(config.recipe, *sizes)
    fit_d2l(loop, config.recipe, translator, pairs.sources, targets)
    steps = config.recipe.steps
    encoded = [languages.source.encode(example.source) for example in examples]
    sources = fixed_steps(encoded, steps).to(loop.device)
    translations = [languages.target.decode(row) for row in translator.translate(sources, steps)]
    seconds = time.process_time() - start
    bleu, exact = evaluate(translations, examples, lowercase=True, resamples=0)
    return {
        "test/BLEU": bleu.score,
        "test/exact": exact,
        "train/core_seconds": seconds,
        "by_unknown": by_unknown(translations, examples, languages.source),
    }


def by_unknown(
    translations: Sequence[str], examples: Sequence[Example], source: Tokenizer
) -> dict[str, dict[str, float]]:
    """Measure BLEU of the sentences with 0, 1, 2 and more words that the source vocabulary lacks.

    A group without a sentence is left out.
    """
    known = set(source.vocabulary.tokens)
    counts = [
        sum(w not in known for w in split_words(clean(e.source, lowercase=True))) for e in examples
    ]
    groups = {}
    for name, low, high in (("none", 0, 0), ("1", 1, 1), ("2 or more", 2, max(counts))):
        chosen = [n for n, count in enumerate(counts) if low <= count <= high]
        if chosen:
            bleu, _ = evaluate(
                [translations[n] for n in chosen],
                [examples[n] for n in chosen],
                lowercase=True,
                resamples=0,
            )
            groups[name] = {"sentences": len(chosen), "BLEU": bleu.score}
    return groups


def compare(s: Study, config: TrainConfig) -> None:
    """Ask for our three translators and D2L's two on the same pairs, epochs and batch size."""
    for seed in s.seeds:
        s.measure(
            {"translator": "D2L, sequence to sequence"}, d2l, beside(config, attention=False), seed
        )
        s.measure({"translator": "D2L, attention"}, d2l, beside(config, attention=True), seed)
        for kind, name in NAMES.items():
            s.measure({"translator": f"ours, {name}"}, ours, replace(config, encoder=kind), seed)


@study(seeds=(0,))
def everyday(s: Study) -> None:
    """Compare our translators and D2L's recipes on everyday sentences, 6,000 to train on."""
    compare(s, EVERYDAY)


@study(seeds=(0, 1))
def everyday_small(s: Study) -> None:
    """Compare the same five with the 600 sentences and 30 epochs of D2L."""
    compare(s, SMALL)


@study(seeds=(0,))
def vocabularies(s: Study) -> None:
    """Vary the vocabulary of attention, on the sentences of `everyday`."""
    for name, config in VOCABULARIES.items():
        for seed in s.seeds:
            s.measure({"vocabulary": name}, ours, config, seed)
