"""A small BERT on film reviews: what does filling in masked words teach it about them?

The reviews to learn from, to validate and to test are those of the study `classification`, cut after
80 tokens. To fill in masked words a BERT reads others, without their classes; none of them validates
or tests. Beside it stands the same network without that reading.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from shared.studies import Study, study
from shared.training import Loop, Rows
from work05_transformer.metrics import accuracy
from work05_transformer.models.bert import BertClassifier, MaskedLanguageModel
from work05_transformer.text.word_pieces import encode_texts, learn_word_pieces
from work05_transformer.training.bert import fit_classes, fit_masked
from work05_transformer.training.config import FineTuningConfig, PretrainingConfig, ReviewConfig
from work05_transformer.training.reviews import shuffled_reviews

REVIEWS = ReviewConfig()
READING = PretrainingConfig(context=80)
TUNING = FineTuningConfig(longest=80)


def small_bert(config: Mapping[str, Any], seed: int) -> dict[str, float]:
    """Pretrain a BERT, or not; fine-tune it and count what it gets right.

    Args:
        config: `reviews` (ReviewConfig) to learn the classes from; `unlabeled`, how many may be read
            before, `reading` (PretrainingConfig), and whether it is `pretrained` at all; `tuning`
            (FineTuningConfig).
        seed: of the training.
    """
    reviews: ReviewConfig = config["reviews"]
    reading: PretrainingConfig = config["reading"]
    tuning: FineTuningConfig = config["tuning"]
    texts, labels = shuffled_reviews()
    sizes = (reviews.train, reviews.valid, reviews.test)
    used = sum(sizes)
    read = (texts[: reviews.train] + texts[used:])[: config["unlabeled"]]
    tokenizer = learn_word_pieces(read, reading.vocab_size)
    tokens = encode_texts(tokenizer, texts[:used], reading.context)
    parts = zip(tokens.split(sizes), labels[:used].split(sizes), strict=True)
    train, valid, test = parts
    model_sizes = reading.model(len(tokenizer))
    metrics: dict[str, float] = {"texts_read": 0}
    start = time.process_time()
    loop = Loop(seed)
    model = BertClassifier(model_sizes, num_classes=2)
    if config["pretrained"]:
        masked = MaskedLanguageModel(model_sizes)
        unlabeled = encode_texts(tokenizer, read, reading.context)
        fit_masked(loop, reading, masked, unlabeled, valid[0])
        model.bert = masked.bert
        metrics = {
            "texts_read": len(read),
            "masked/loss": loop.history[-1]["valid/loss"],
            "masked/accuracy": loop.history[-1]["valid/accuracy"],
        }
    loop = Loop(seed)
    fit_classes(loop, tuning, model, train, valid)
    return {
        **metrics,
        "train/core_seconds": time.process_time() - start,
        "valid/accuracy": accuracy(loop.evaluating(model, Rows(*valid), 200)),
        "test/accuracy": accuracy(loop.evaluating(model, Rows(*test), 200)),
    }


def ask(s: Study, name: str, unlabeled: int, epochs: int, pretrained: bool) -> None:
    """Ask for one BERT, for each seed."""
    config = {
        "reviews": REVIEWS,
        "unlabeled": unlabeled,
        "reading": replace(READING, epochs=epochs),
        "pretrained": pretrained,
        "tuning": TUNING,
    }
    for seed in s.seeds:
        s.measure(name, small_bert, config, seed)


@study(seeds=(0, 1, 2))
def bert(s: Study) -> None:
    """Pretrain a small BERT on film reviews, fine-tune it, beside one that was not pretrained."""
    ask(s, "BERT, not pretrained", 20_000, 2, pretrained=False)
    ask(s, "BERT, pretrained on 20,000 reviews, twice", 20_000, 2, pretrained=True)


@study(seeds=(0, 1))
def bert_longer(s: Study) -> None:
    """Pretrain it longer: ten passes over all reviews that neither validate nor test; hours."""
    ask(s, "BERT, pretrained on 46,000 reviews, ten times", 46_000, 10, pretrained=True)
