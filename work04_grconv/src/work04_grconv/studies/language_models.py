"""Character models of three texts: n-grams, recurrent networks, and one that reads the answer."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

import torch

from shared.reporting import save_results
from work04_grconv.data.texts import TextName, load_text
from work04_grconv.metrics.perplexity import held_out_perplexity
from work04_grconv.recurrent.layers import CellKind
from work04_grconv.studies.runs import RESULTS, command
from work04_grconv.text.ngrams import KneserNey
from work04_grconv.text.vocabulary import build_vocabulary
from work04_grconv.training.language_models import LanguageConfig, fit_language_model

TEXTS: tuple[TextName, ...] = ("timemachine", "tinyshakespeare", "standard-library")
CELLS: tuple[CellKind, ...] = ("rnn", "gru", "lstm")


def language_models(seeds: Sequence[int]) -> None:
    """Held-out perplexity of character models: n-grams, RNN, GRU, LSTM, and the trap."""
    rows: list[dict[str, Any]] = []
    for name in TEXTS:
        train_text, test_text = load_text(name)
        vocabulary = build_vocabulary([train_text])
        train, test = (torch.tensor(vocabulary.encode(text)) for text in (train_text, test_text))
        row: dict[str, Any] = {
            "text": name, "characters": len(train_text), "vocabulary": len(vocabulary),
        }  # fmt: skip
        for order in (1, 3, 5):
            model = KneserNey(train.tolist(), order, len(vocabulary))
            row[f"{order}-gram"] = round(model.perplexity(test.tolist()), 3)
        for kind in CELLS:
            row[kind.upper()] = []
            for seed in seeds:
                config = LanguageConfig(kind=kind, seed=seed)
                network = fit_language_model(config, train, len(vocabulary))
                row[kind.upper()].append(round(held_out_perplexity(network, test), 3))
        config = LanguageConfig(bidirectional=True, seed=seeds[0])
        network = fit_language_model(config, train, len(vocabulary))
        row["GRU that sees the future"] = round(held_out_perplexity(network, test), 3)
        rows.append(row)
        save_results(
            RESULTS / "language_models.json",
            command=command("language_models"),
            rows=rows,
            config=dataclasses.asdict(LanguageConfig()),
            seeds=seeds,
        )
