"""A trained classifier at work: texts in, probabilities of classes out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import torch
from jaxtyping import Float, Int
from torch import Tensor

from shared.data.weights.loading import load_state_dict
from shared.training.folder.saved import WEIGHTS, fill, read_json
from shared.training.run import write_json
from work05_transformer.errors import ModelError
from work05_transformer.models.text_classifiers import (
    BagOfWords,
    BiLSTM,
    TextClassifier,
    TextCNN,
    TransformerClassifier,
)
from work05_transformer.text.words import UNKNOWN, Vocabulary, split_words

CLASSIFIER_FILE = "classifier.json"
ClassifierName = Literal["bag-of-words", "text-cnn", "bilstm", "transformer"]
MODELS: dict[str, Callable[..., TextClassifier]] = {
    "bag-of-words": BagOfWords,
    "text-cnn": TextCNN,
    "bilstm": BiLSTM,
    "transformer": TransformerClassifier,
}


@dataclass(frozen=True)
class ClassifierSizes:
    """What a classifier needs besides its weights."""

    model: ClassifierName
    embedding_dim: int
    longest: int
    """Words of a text; what is behind them is cut off."""
    classes: tuple[str, ...]
    words: tuple[str, ...]
    """The vocabulary, without its two special words."""


class Classifier:
    """Word numbers, the model, and the names of its classes.

    Args:
        sizes: of the model.
        options: of TextClassifier.
    """

    def __init__(self, sizes: ClassifierSizes, **options: Any) -> None:
        self.sizes, self.vocabulary = sizes, Vocabulary(sizes.words)
        options |= {"longest": sizes.longest} if sizes.model == "transformer" else {}
        self.model = MODELS[sizes.model](
            len(self.vocabulary), sizes.embedding_dim, num_classes=len(sizes.classes), **options
        )

    def encode(self, texts: Sequence[str]) -> Int[Tensor, "texts longest"]:
        """Return texts as rows of word numbers, with padding behind the short ones."""
        return self.vocabulary.matrix(map(split_words, texts), self.sizes.longest)

    def known_words(self, text: str) -> int:
        """Count the words of a text that the vocabulary has."""
        numbers = self.vocabulary.encode(split_words(text)[: self.sizes.longest])
        return sum(number != UNKNOWN for number in numbers)

    @torch.inference_mode()
    def probabilities(self, texts: Sequence[str]) -> Float[Tensor, "texts classes"]:
        """Return the probability of each class for each text."""
        return self.model.eval()(self.encode(texts)).softmax(dim=1)


def save_classifier(classifier: Classifier, folder: Path) -> None:
    """Write what a run's weights need to be loaded again."""
    write_json(folder / CLASSIFIER_FILE, vars(classifier.sizes))


def load_classifier(folder: Path) -> Classifier:
    """Load a run of train_classifier.py.

    Raises:
        SavedModelError: there is no such run, or its weights are another's.
        FormatError: its weights are missing, damaged, or hold NaN.
        ModelError: classifier.json is damaged, or names another number of classes.
    """
    path = folder / CLASSIFIER_FILE
    values = read_json(path)
    try:
        lists = {name: tuple(map(str, values[name])) for name in ("classes", "words")}
        classifier = Classifier(ClassifierSizes(**{**values, **lists}))
    except (KeyError, TypeError, ValueError, RuntimeError) as error:
        raise ModelError(f"{path} is damaged ({error!r}): train again") from None
    tensors = load_state_dict(folder / WEIGHTS)
    known = len(tensors.get("head.bias", ()))
    if known != len(lists["classes"]):
        raise ModelError(
            f"the weights in {folder} tell {known} classes apart, {path} names "
            f"{len(lists['classes'])}: name as many, in the weights' order"
        )
    fill(classifier.model, tensors, folder / WEIGHTS)
    return classifier
