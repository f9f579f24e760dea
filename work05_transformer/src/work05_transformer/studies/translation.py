"""How well does the Transformer translate after a stated time of training? BLEU over seeds."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch

from shared.reporting import load_results, save_results
from shared.training import BareRun
from shared.training.config import to_json
from shared.translation import Example, fra_eng
from work05_transformer.decoding.attention_maps import cross_attention, draw_attention
from work05_transformer.decoding.beam_search import BeamSettings
from work05_transformer.metrics import bleu, exact
from work05_transformer.models.transformer import parameter_count
from work05_transformer.studies.earlier import measured_before
from work05_transformer.text.sentences import Sentences
from work05_transformer.training.config import TranslationConfig
from work05_transformer.training.translation import (
    fit,
    load_splits,
    make_transformer,
    translate_all,
)

RESULTS = Path(__file__).parents[3] / "results"
COMMAND = "python -m work05_transformer.study translation"
CONFIG = TranslationConfig()
EVERYDAY = TranslationConfig(data="fra-eng", train_sentences=6000, vocab_size=1500, epochs=8)
GREEDY, BEAM = BeamSettings(1), BeamSettings()
SEARCHES = {"greedy": GREEDY, "beam of 4, no penalty": BeamSettings(4, 0.0), "beam of 4": BEAM}
MAPPED = "Tuesday March third nineteen ninety-two"


def translation(seeds: Sequence[int], config: TranslationConfig = CONFIG) -> None:
    """BLEU of the Transformer on the controlled corpus, by the search, over seeds."""
    torch.set_num_threads(1)  # core-seconds of one thread are comparable
    splits = load_splits(config)
    sentences = Sentences.learn(splits.train, config.vocab_size)
    sets = {"valid": splits.valid, **splits.tests}
    path = RESULTS / "translation.json"
    rows, done = measured_before(path, to_json(config))
    values: dict[str, Any] = load_results(path)["values"] if done else {"training core-seconds": []}
    rows = rows or [{"search": name} for name in SEARCHES]
    examples: list[dict[str, str]] = []
    for seed in seeds:
        if seed in done:
            continue
        run = BareRun(seed)
        model = make_transformer(config, len(sentences))
        start = time.process_time()
        fit(run, config, model, splits, sentences)
        values["training core-seconds"].append(round(time.process_time() - start, 1))
        for row, settings in zip(rows, SEARCHES.values(), strict=True):
            start = time.process_time()
            for part, held_out in sets.items():
                translated = translate_all(model, sentences, held_out, settings)
                result = bleu(translated, held_out)
                row.setdefault(f"BLEU, {part}", []).append(result.score)
                row[f"{part}, 95 % of resamples"] = f"{result.low:.1f} to {result.high:.1f}"
                right = exact(translated, held_out)
                row.setdefault(f"exact %, {part}", []).append(100 * sum(right) / len(right))
                if seed == seeds[0] and settings == BEAM:
                    examples += _wrong(part, translated, held_out)
            row.setdefault("core-seconds", []).append(round(time.process_time() - start, 1))
        values["signature"] = result.signature
        values["parameters"] = parameter_count(model)
        best = rows[-1]
        for part in sets:
            values[f"BLEU, {part}"] = best[f"BLEU, {part}"]
        done.append(seed)
        save_results(
            path,
            command=COMMAND,
            rows=rows,
            values=values,
            config=to_json(config),
            seeds=done,
        )
        if seed == seeds[0]:
            save_results(
                RESULTS / "translation_errors.json", command=COMMAND, rows=examples, seeds=[seed]
            )
            draw_attention(cross_attention(model, sentences, MAPPED), RESULTS / "attention_map.svg")


def everyday(seeds: Sequence[int], config: TranslationConfig = EVERYDAY) -> None:
    """BLEU on everyday sentences: the split, and as many passes, of work04's study of that name.

    As there, the score ignores case.
    """
    torch.set_num_threads(1)
    splits = fra_eng(train=config.train_sentences, max_words=9)
    sentences = Sentences.learn(splits.train, config.vocab_size)
    held_out = [
        Example(example.source, tuple(text.lower() for text in example.references))
        for example in splits.tests["test"]
    ]
    row: dict[str, Any] = {"model": "Transformer", "BLEU": [], "exact %": [], "core-seconds": []}
    for number, seed in enumerate(seeds, 1):
        run = BareRun(seed)
        model = make_transformer(config, len(sentences))
        start = time.process_time()
        fit(run, config, model, splits, sentences)
        translated = translate_all(model, sentences, held_out, BEAM)
        row["core-seconds"].append(round(time.process_time() - start))
        translated = [text.lower() for text in translated]
        result = bleu(translated, held_out, resamples=0)
        right = exact(translated, held_out)
        row["BLEU"].append(result.score)
        row["exact %"].append(100 * sum(right) / len(right))
        row["parameters"] = parameter_count(model)
        print(f"seed {seed}: {row}", flush=True)
        save_results(
            RESULTS / "everyday.json",
            command="python -m work05_transformer.study everyday",
            rows=[row],
            values={"pairs": len(splits.train), "signature": result.signature},
            config=to_json(config),
            seeds=seeds[:number],
        )


def _wrong(part: str, translated: list[str], held_out: list[Example]) -> list[dict[str, str]]:
    """The first translations of a part that are not the reference."""
    wrong = [
        {"part": part, "source": e.source, "translated": t, "reference": e.references[0]}
        for t, e in zip(translated, held_out, strict=True)
        if t not in e.references
    ]
    return wrong[:2]
