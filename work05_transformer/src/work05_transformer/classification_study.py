"""Text classification: is a film review for or against? Four models, GloVe's vectors or none.

IMDB's 50,000 reviews, shuffled once: 5,000 to learn from, 1,000 to validate, 3,000 to test; the
rest is not used, and every text is cut after 80 words, so that a model takes seconds. Each model reads
the training texts twice with Adam, and is tested once, at the end.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from shared.data.text import load_glove, load_imdb
from shared.reporting import save_results
from shared.training import BareRun, Rows
from work05_transformer.text_classifiers import (
    BagOfWords,
    BiLSTM,
    TextClassifier,
    TextCNN,
    TransformerClassifier,
)
from work05_transformer.words import PADDING, Vocabulary, split_words

RESULTS = Path(__file__).parents[2] / "results"


@dataclass(frozen=True)
class ReviewConfig:
    """How reviews are read and learned."""

    train: int = 5_000
    valid: int = 1_000
    test: int = 3_000
    longest: int = 80
    """Words of a text; what is behind them is cut off."""
    vocabulary: int = 5_000
    width: int = 50
    """Features of a word vector, as GloVe's."""
    epochs: int = 2
    batch_size: int = 32
    rate: float = 2e-3


CONFIG = ReviewConfig()
MODELS: dict[str, Callable[..., TextClassifier]] = {
    "bag of words": BagOfWords,
    "TextCNN": TextCNN,
    "BiLSTM": BiLSTM,
    "Transformer": TransformerClassifier,
}
RATES = {"bag of words": 5e-3}
"""A bag has fewer parameters that matter, and learns well only with a higher rate."""


@dataclass(frozen=True)
class Reviews:
    """Reviews in three parts, each word numbers and classes."""

    train: tuple[Int[Tensor, "texts words"], Int[Tensor, " texts"]]
    valid: tuple[Int[Tensor, "texts words"], Int[Tensor, " texts"]]
    test: tuple[Int[Tensor, "texts words"], Int[Tensor, " texts"]]
    vocabulary: Vocabulary


def load_reviews(config: ReviewConfig) -> Reviews:
    """Load IMDB; the vocabulary is that of the training part."""
    loaded = load_imdb()
    order = np.random.default_rng(0).permutation(len(loaded.texts))
    kept = order[: config.train + config.valid + config.test]
    texts = [split_words(loaded.texts[number]) for number in kept]
    labels = torch.from_numpy(loaded.labels[kept].astype(np.int64))
    vocabulary = Vocabulary.of(texts[: config.train], config.vocabulary)
    words = vocabulary.matrix(texts, config.longest)
    sizes = (config.train, config.valid, config.test)
    train, valid, test = zip(words.split(sizes), labels.split(sizes), strict=True)
    return Reviews(train, valid, test, vocabulary)


def glove_vectors(vocabulary: Vocabulary) -> tuple[Float[Tensor, "words 50"], float]:
    """Return GloVe's vectors for a vocabulary, and the share of words that have one.

    A word without one gets random numbers as large as the others'.
    """
    glove = load_glove()
    rows = {word: row for row, word in enumerate(glove.words)}
    torch.manual_seed(0)
    vectors = torch.randn(len(vocabulary), glove.vectors.shape[1]) * float(glove.vectors.std())
    known = [(number, rows[word]) for number, word in enumerate(vocabulary.words) if word in rows]
    numbers, places = (list(part) for part in zip(*known, strict=True))
    vectors[numbers] = torch.from_numpy(glove.vectors[places])
    return vectors, len(known) / len(vocabulary)


def fit(run: BareRun, config: ReviewConfig, model: nn.Module, data: Rows, rate: float) -> nn.Module:
    """Train a classifier; return it in evaluation mode."""
    optimizer = torch.optim.Adam(model.parameters(), rate, fused=True)
    loader = run.loader(data, config.batch_size, training=True)
    (trained,) = run.prepare(model)
    for _ in run.epochs(config.epochs):
        trained.train()
        for words, labels in run.batches(loader):
            optimizer.zero_grad()
            longest = int((words != PADDING).sum(1).max())
            run.backward(cross_entropy(trained(words[:, :longest]), labels))
            run.clip_gradients(1.0)
            optimizer.step()
    return model.eval()


@torch.inference_mode()
def accuracy(model: nn.Module, words: Tensor, labels: Tensor) -> float:
    """Return the percentage of texts that a model classifies right."""
    right = [
        (model(some).argmax(1) == wanted).sum()
        for some, wanted in zip(words.split(500), labels.split(500), strict=True)
    ]
    return 100 * float(torch.stack(right).sum()) / len(labels)


def classification(seeds: Sequence[int], config: ReviewConfig = CONFIG) -> None:
    """Film reviews: bag of words, TextCNN, BiLSTM, Transformer, with GloVe's vectors and without."""
    torch.set_num_threads(1)
    reviews = load_reviews(config)
    glove, covered = glove_vectors(reviews.vocabulary)
    settings = [(name, start) for name in MODELS for start in ("none", "GloVe")]
    found: dict[tuple[str, str], list[dict[str, float]]] = {key: [] for key in settings}
    for number, seed in enumerate(seeds, 1):
        for name, start in settings:
            run = BareRun(seed)
            options = {"longest": config.longest} if name == "Transformer" else {}
            vectors = glove if start == "GloVe" else None
            model = MODELS[name](len(reviews.vocabulary), config.width, vectors=vectors, **options)
            begun = time.process_time()
            fit(run, config, model, Rows(*reviews.train), RATES.get(name, config.rate))
            seconds = time.process_time() - begun
            found[name, start].append(
                {
                    "valid accuracy %": accuracy(model, *reviews.valid),
                    "test accuracy %": accuracy(model, *reviews.test),
                    "training core-seconds": round(seconds, 1),
                }
            )
            print(f"seed {seed}, {name}, {start}: {found[name, start][-1]}", flush=True)
        rows = [
            {
                "model": name,
                "word vectors": start,
                **{key: [run[key] for run in runs] for key in runs[0]},
            }
            for (name, start), runs in found.items()
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
