"""Text classification: is a film review for or against? Four models, GloVe's vectors or none.

IMDB's 50,000 reviews, shuffled once: 5,000 to learn from, 1,000 to validate, 3,000 to test; the
rest is not used, and every text is cut after 80 words, so that a model takes seconds. Each model reads
the training texts twice with Adam, and is tested once, at the end.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import torch
from torch import nn

from shared.reporting import save_results
from shared.training import BareRun
from work05_transformer.metrics import accuracy
from work05_transformer.text.words import glove_vectors
from work05_transformer.training.config import ReviewConfig
from work05_transformer.training.reviews import MODELS, Texts, fit, load_reviews, make_classifier

RESULTS = Path(__file__).parents[3] / "results"
CONFIG = ReviewConfig()
LEARNING_RATES = {"bag of words": 5e-3}
"""A bag has fewer parameters that matter, and learns well only with a higher learning rate."""


def percent_right(model: nn.Module, texts: Texts) -> float:
    """Return the percentage of texts that a model classifies right."""
    words, labels = texts
    return accuracy(model, zip(words.split(500), labels.split(500), strict=True))


def classification(seeds: Sequence[int], config: ReviewConfig = CONFIG) -> None:
    """Film reviews: bag of words, TextCNN, BiLSTM, Transformer, with GloVe's vectors and without."""
    torch.set_num_threads(1)
    reviews = load_reviews(config)
    glove, covered = glove_vectors(reviews.vocabulary)
    settings = [(name, start) for name in MODELS for start in ("none", "GloVe")]
    measured: dict[tuple[str, str], list[dict[str, float]]] = {key: [] for key in settings}
    for number, seed in enumerate(seeds, 1):
        for name, start in settings:
            run = BareRun(seed)
            changed = dataclasses.replace(
                config, learning_rate=LEARNING_RATES.get(name, config.learning_rate)
            )
            vectors = glove if start == "GloVe" else None
            model = make_classifier(name, config, len(reviews.vocabulary), vectors=vectors)
            begun = time.process_time()
            fit(run, changed, model, reviews.train)
            seconds = time.process_time() - begun
            measured[name, start].append(
                {
                    "valid accuracy %": percent_right(model, reviews.valid),
                    "test accuracy %": percent_right(model, reviews.test),
                    "training core-seconds": round(seconds, 1),
                }
            )
            print(f"seed {seed}, {name}, {start}: {measured[name, start][-1]}", flush=True)
        rows = [
            {
                "model": name,
                "word vectors": start,
                **{key: [run[key] for run in runs] for key in runs[0]},
            }
            for (name, start), runs in measured.items()
        ]
        save_results(
            RESULTS / "classification.json",
            command="python -m work05_transformer.study classification",
            rows=rows,
            values={
                "words with a GloVe vector, %": 100 * covered,
                "share of positive reviews in the test set, %": 100
                * float(reviews.test[1].double().mean()),
            },
            config=asdict(config),
            seeds=seeds[:number],
        )
