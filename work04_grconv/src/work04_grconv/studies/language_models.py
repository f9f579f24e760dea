"""Character models of three texts: n-grams, recurrent networks, and one that reads the answer."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import torch
from jaxtyping import Int64
from torch import Tensor

from shared.studies import Study, study, trained
from shared.training import Loop
from work04_grconv.data.texts import TextName, cut_text, load_text
from work04_grconv.metrics.perplexity import held_out_perplexity
from work04_grconv.studies.encoders import reached
from work04_grconv.text.ngrams import KneserNey
from work04_grconv.text.vocabulary import build_vocabulary
from work04_grconv.training.language_models import (
    LanguageConfig,
    LanguageRunConfig,
    fit_language_model,
    train,
)

TEXTS: tuple[TextName, ...] = ("timemachine", "tinyshakespeare", "standard-library")
LONGEST = 1_000_000  # characters of a text
NETWORKS = {
    "RNN": LanguageConfig(kind="rnn"),
    "GRU": LanguageConfig(kind="gru"),
    "LSTM": LanguageConfig(kind="lstm"),
    "GRU that sees the future": LanguageConfig(kind="gru", bidirectional=True),
}


@functools.cache
def numbered(
    name: TextName, longest: int
) -> tuple[Int64[Tensor, " train"], Int64[Tensor, " test"], int]:
    """Return a text's training and held-out characters as numbers, and the vocabulary's size."""
    train, test = cut_text(load_text(name), longest)
    vocabulary = build_vocabulary([train])
    numbers = [torch.tensor(vocabulary.encode(part)) for part in (train, test)]
    return numbers[0], numbers[1], len(vocabulary)


def ngram(config: Mapping[str, Any]) -> dict[str, Any]:
    """Measure the held-out perplexity of an n-gram model, a text after the other."""
    texts = {}
    for name in config["texts"]:
        train, test, vocab_size = numbered(name, config["longest"])
        model = KneserNey(train.tolist(), config["order"], vocab_size, config["discount"])
        texts[name] = {
            "characters": len(train),
            "vocab_size": vocab_size,
            "perplexity": model.perplexity(test.tolist()),
        }
    return {"texts": texts}


def network(config: Mapping[str, Any], seed: int) -> dict[str, Any]:
    """Measure the held-out perplexity of a recurrent model, a text after the other."""
    texts = {}
    for name in config["texts"]:
        train, test, vocab_size = numbered(name, config["longest"])
        model = fit_language_model(Loop(seed), config["model"], train, vocab_size)
        texts[name] = {"perplexity": held_out_perplexity(model, test)}
    return {"texts": texts}


def run_of(config: LanguageRunConfig, seed: int) -> dict[str, Any]:
    """Measure what a run of train_language_model.py reaches."""
    return reached(trained(train, replace(config, seed=seed)))


@study(seeds=(0, 1, 2))
def default_language_model(s: Study) -> None:
    """Train as `python train_language_model.py` does without an option."""
    for seed in s.seeds:
        s.measure({"model": "GRU"}, run_of, LanguageRunConfig(), seed)


@study(seeds=(0, 1, 2))
def language_models(s: Study) -> None:
    """Compare the held-out perplexity of n-grams, RNN, GRU, LSTM, and of the trap."""
    texts = {"texts": TEXTS, "longest": LONGEST}
    for order in (1, 3, 5):
        s.measure({"model": f"{order}-gram"}, ngram, {"order": order, "discount": 0.75, **texts})
    for name, config in NETWORKS.items():
        for seed in s.seeds:
            s.measure({"model": name}, network, {"model": config, **texts}, seed)
