"""Training five kinds of classifiers: the loop, and the run of train_classifier.py."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from jaxtyping import Int
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from shared.training import Loop, Rows, Run
from shared.training.begun_with import keep
from work05_transformer.metrics import accuracy
from work05_transformer.models.classifier import CLASSIFIER_FILE, Classifier, ClassifierSizes
from work05_transformer.models.transformer import parameter_count
from work05_transformer.text.labeled import LabeledSplits, LabeledText, load_labeled, load_made
from work05_transformer.text.words import (
    PADDING,
    UNKNOWN,
    Vocabulary,
    cut_off_line,
    split_words,
    unknown_line,
)
from work05_transformer.training.config import (
    ClassificationConfig,
    LabeledTextConfig,
    ReviewConfig,
)

Texts = tuple[Int[Tensor, "texts words"], Int[Tensor, " texts"]]


def load_splits(config: LabeledTextConfig) -> LabeledSplits:
    """Load the texts that a configuration names; see `load_labeled` and `load_made`."""
    if config.corpus is None:
        return load_made(config.data, config.held_out)
    return load_labeled(
        config.corpus,
        config.valid,
        config.test,
        columns=(config.text_column, config.label_column),
        held_out=config.held_out,
    )


def cut_off(config: ClassificationConfig, splits: LabeledSplits) -> list[str]:
    """Say how many of a user's own texts are not read to their end, and the first of them."""
    if config.corpus is None:
        return []
    long = [text for text in splits.texts if len(split_words(text)) > config.longest]
    return cut_off_line(long, len(splits.texts), f"--longest {config.longest} words")


def classifier_sizes(config: ClassificationConfig, splits: LabeledSplits) -> ClassifierSizes:
    """Return the sizes of a classifier, the vocabulary and the classes of the training texts."""
    words = (split_words(text) for text, _ in splits.train)
    vocabulary = Vocabulary.of(words, config.vocab_size, least=config.least)
    return ClassifierSizes(
        model=config.model,
        embedding_dim=config.embedding_dim,
        longest=config.longest,
        classes=splits.classes,
        words=tuple(vocabulary.words[2:]),
    )


def encode(sizes: ClassifierSizes, texts: Sequence[LabeledText]) -> Texts:
    """Return texts as word numbers, and their labels as numbers of classes."""
    numbers = {name: number for number, name in enumerate(sizes.classes)}
    labels = torch.tensor([numbers[label] for _, label in texts])
    words = (split_words(text) for text, _ in texts)
    return Vocabulary(sizes.words).matrix(words, sizes.longest), labels


def unknown_texts(config: ClassificationConfig, splits: LabeledSplits, *parts: Texts) -> list[str]:
    """Say how many texts have no word of the vocabulary, and the first of them.

    Args:
        config: of the training.
        splits: the texts.
        parts: the same, encoded.

    Raises:
        CorpusError: none of those to learn from has one.
    """
    known = torch.cat([(words > UNKNOWN).any(1) for words, _ in parts]).tolist()
    remedy = "give others, with letters"
    if config.least > 1 and any(split_words(text) for text, _ in splits.train):
        remedy = f"each of theirs occurs less than --least {config.least} times; give --least 1"
    return unknown_line(splits.texts, known, len(splits.train), remedy)


def fit(
    loop: Loop,
    config: ReviewConfig | ClassificationConfig,
    model: nn.Module,
    train: Texts,
    valid: Texts,
) -> nn.Module:
    """Train a classifier; return it in evaluation mode."""
    optimizer = torch.optim.Adam(model.parameters(), config.learning_rate, fused=True)
    size = min(config.batch_size, len(train[0]))
    loader = loop.loader(Rows(*train), size, training=True)
    trained, optimizer = loop.prepare(model, optimizer)
    for _ in loop.epochs(config.epochs):
        trained.train()
        for words, labels in loop.batches(loader):
            optimizer.zero_grad()
            longest = max(1, int((words != PADDING).sum(1).max()))
            loop.backward(cross_entropy(trained(words[:, :longest]), labels))
            loop.clip_gradients(1.0)
            optimizer.step()
        held_out = loop.evaluating(trained, Rows(*valid), 500)
        loop.log({"train/loss": loop.epoch_loss(), "valid/accuracy": accuracy(held_out)})
    return model.eval()


def finish(run: Run, model: nn.Module, valid: Texts, test: Texts, batch_size: int) -> None:
    """Measure a trained classifier on held-out texts, end its run, and say how many are right.

    Beside it stands how many would be by always answering the class that most test texts have.

    Args:
        run: of the training.
        model: trained.
        valid: texts to validate with.
        test: texts to test with.
        batch_size: texts classified together.
    """
    metrics = {
        f"{part}/accuracy": accuracy(run.evaluating(model, Rows(*texts), batch_size))
        for part, texts in (("valid", valid), ("test", test))
    }
    labels = test[1]
    metrics["test/most_frequent"] = int(labels.bincount().max()) / len(labels)
    run.finish(metrics)
    run.say(
        f"right of the test texts: {metrics['test/accuracy']:.1%}; by always answering the most "
        f"frequent class: {metrics['test/most_frequent']:.1%}"
    )


def train_classifier(config: ClassificationConfig) -> Path:
    """Train a network to put texts into classes: film reviews, or your own (--corpus).

    The run folder holds the weights, the vocabulary and the names of the classes:
    `python classify.py "…" --model FOLDER`.
    """
    splits = load_splits(config)
    sizes = classifier_sizes(config, splits)
    train, valid, test = (encode(sizes, part) for part in splits.parts)
    unknown = unknown_texts(config, splits, train, valid, test)
    with Run(config, name=config.model) as run:
        for note in (*splits.notes, *cut_off(config, splits), *unknown):
            run.say(note)
        classifier = Classifier(sizes, dropout=config.dropout)
        run.say(
            f"{len(train[0]):,} texts to learn from, {len(valid[0]):,} to validate, {len(test[0]):,} "
            f"to test; {len(splits.classes)} classes, {len(classifier.vocabulary):,} words; "
            f"{parameter_count(classifier.model):,} parameters"
        )
        keep(run, CLASSIFIER_FILE, vars(sizes), *train)
        model = fit(run, config, classifier.model, train, valid)
        finish(run, model, valid, test, batch_size=500)
    return run.folder
