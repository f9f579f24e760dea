"""How well does the Transformer translate after a stated time of training? BLEU over seeds."""

from __future__ import annotations

import functools
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from shared.studies import Measured, Study, picture, study, trained
from shared.training import Loop, read_summary
from shared.translation import Example
from work05_transformer.decoding.attention_maps import cross_attention, draw_attention
from work05_transformer.decoding.beam_search import BeamSettings
from work05_transformer.decoding.translator import load_translator
from work05_transformer.metrics import bleu, exact
from work05_transformer.models.transformer import parameter_count
from work05_transformer.training.config import PAPER, TranslationConfig
from work05_transformer.training.translation import (
    fit,
    load_data,
    make_transformer,
    train_translation,
    translate_all,
)

EVERYDAY = replace(
    PAPER, data="fra-eng", train_sentences=6000, max_words=9, vocab_size=1500, epochs=8
)
GREEDY, BEAM = BeamSettings(1), BeamSettings()
SEARCHES = {"greedy": GREEDY, "beam of 4, no penalty": BeamSettings(4, 0.0), "beam of 4": BEAM}

read_corpus = functools.cache(load_data)


def run_of(config: TranslationConfig, seed: int) -> Path:
    """Return the folder of a trained translator, one for all that is measured of it."""
    return trained(train_translation, replace(config, seed=seed))


def search(config: Mapping[str, Any], seed: int) -> dict[str, Any]:
    """Translate all held-out sentences by one search.

    Args:
        config: `training` (TranslationConfig) and `search` (BeamSettings).
        seed: of the training.
    """
    folder = run_of(config["training"], seed)
    model, sentences = load_translator(folder)
    splits = read_corpus(config["training"]).splits
    metrics: dict[str, Any] = {
        "parameters": parameter_count(model),
        "train/core_seconds": read_summary(folder)["metrics"]["train/core_seconds"],
    }
    start = time.process_time()
    for part, examples in {"valid": splits.valid, **splits.tests}.items():
        translated = translate_all(model, sentences, examples, config["search"])
        result, right = bleu(translated, examples), exact(translated, examples)
        metrics[f"{part}/BLEU"] = result.score
        metrics[f"{part}/BLEU_interval"] = f"{result.low:.1f} to {result.high:.1f}"
        metrics[f"{part}/exact"] = sum(right) / len(right)
    metrics["search/core_seconds"] = time.process_time() - start
    metrics["signature"] = result.signature
    return metrics


def first_errors(config: Mapping[str, Any], seed: int) -> Measured:
    """List the first translations of each part that are not the reference; draw an attention map.

    Args:
        config: `training` and `search` as above, `count` of each part, `mapped`, the sentence whose
            attention is drawn.
        seed: of the training.
    """
    model, sentences = load_translator(run_of(config["training"], seed))
    splits = read_corpus(config["training"]).splits
    errors = []
    for part, examples in {"valid": splits.valid, **splits.tests}.items():
        translated = translate_all(model, sentences, examples, config["search"])
        right = exact(translated, examples)
        wrong = [i for i, known in enumerate(right) if not known][: config["count"]]
        errors += [
            {
                "part": part,
                "source": examples[i].source,
                "translated": translated[i],
                "reference": examples[i].references[0],
            }
            for i in wrong
        ]
    attention = cross_attention(model, sentences, config["mapped"])
    return Measured({"errors": errors}, {"attention_map.svg": picture(draw_attention, attention)})


def translator(config: Mapping[str, Any], seed: int) -> dict[str, Any]:
    """Train on everyday sentences and translate the test set; case does not count.

    Args:
        config: `training` and `search` as above.
        seed: of the training.
    """
    corpus = read_corpus(config["training"])
    start = time.process_time()
    loop = Loop(seed, precision=config["training"].precision)
    model = make_transformer(config["training"], len(corpus.sentences))
    fit(loop, config["training"], model, corpus)
    examples = [
        Example(example.source, tuple(text.lower() for text in example.references))
        for example in corpus.splits.tests["test"]
    ]
    translated = translate_all(model, corpus.sentences, examples, config["search"])
    seconds = time.process_time() - start
    translated = [text.lower() for text in translated]
    result, right = bleu(translated, examples, resamples=0), exact(translated, examples)
    return {
        "pairs": len(corpus.splits.train),
        "parameters": parameter_count(model),
        "test/BLEU": result.score,
        "test/exact": sum(right) / len(right),
        "core_seconds": seconds,
        "signature": result.signature,
    }


@study(seeds=(0, 1, 2))
def translation(s: Study) -> None:
    """Translate the controlled corpus with the Transformer, by three searches."""
    for name, settings in SEARCHES.items():
        for seed in s.seeds:
            s.measure({"search": name}, search, {"training": PAPER, "search": settings}, seed)


@study(seeds=(0,))
def translation_errors(s: Study) -> None:
    """List the first mistakes of the Transformer in each part of the controlled corpus."""
    mapped = "Tuesday March third nineteen ninety-two"
    config = {"training": PAPER, "search": BEAM, "count": 2, "mapped": mapped}
    for seed in s.seeds:
        s.measure("beam of 4", first_errors, config, seed)


@study(seeds=(0, 1))
def everyday(s: Study) -> None:
    """Translate everyday sentences: the split, and as many passes, of work04's study of that name."""
    for seed in s.seeds:
        s.measure(
            {"model": "Transformer"}, translator, {"training": EVERYDAY, "search": BEAM}, seed
        )
