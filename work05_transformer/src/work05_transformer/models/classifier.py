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
from shared.training.begun_with import DIGEST
from shared.training.folder.saved import WEIGHTS, fill, read_json
from work05_transformer.errors import ModelError
from work05_transformer.models.hugging_face_bert import (
    BERT_FOLDER,
    load_bert_classifier,
    names_classes,
)
from work05_transformer.models.text_classifiers import (
    BagOfNgrams,
    BagOfWords,
    BiLSTM,
    TextClassifier,
    TextCNN,
    TransformerClassifier,
)
from work05_transformer.text.word_pieces import (
    encode_texts,
    known_pieces,
    load_word_pieces,
    plain,
)
from work05_transformer.text.words import UNKNOWN, Vocabulary, split_words

CLASSIFIER_FILE = "classifier.json"
ClassifierName = Literal["bag-of-words", "bag-of-ngrams", "text-cnn", "bilstm", "transformer"]
MODELS: dict[str, Callable[..., TextClassifier]] = {
    "bag-of-words": BagOfWords,
    "bag-of-ngrams": BagOfNgrams,
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

    @property
    def classes(self) -> tuple[str, ...]:
        """The names of the classes, in the order of the logits."""
        return self.sizes.classes

    def encode(self, texts: Sequence[str]) -> Int[Tensor, "texts longest"]:
        """Return texts as rows of word numbers, with padding behind the short ones."""
        return self.vocabulary.matrix(map(split_words, texts), self.sizes.longest)

    def known_words(self, text: str) -> int:
        """Count the words of a text that the vocabulary has."""
        numbers = self.vocabulary.encode(split_words(text)[: self.sizes.longest])
        return sum(number != UNKNOWN for number in numbers)

    def what_is_cut(self, text: str) -> str:
        """Say what of a text is not read; nothing where all is."""
        return _too_long(len(split_words(text)), self.sizes.longest, "words")

    @torch.inference_mode()
    def probabilities(self, texts: Sequence[str]) -> Float[Tensor, "texts classes"]:
        """Return the probability of each class for each text."""
        return self.model.eval()(self.encode(texts)).softmax(dim=1)


class FineTunedBert:
    """Word pieces, a BERT, and the names of its classes.

    It reads as many tokens of a text as it was fine-tuned with: the tokenizer keeps their number.

    Args:
        folder: as `transformers` saves it: the model and its tokenizer.
    """

    def __init__(self, folder: Path) -> None:
        self.model, self.classes = load_bert_classifier(folder)
        sizes = self.model.bert.sizes
        self.tokenizer = load_word_pieces(folder, sizes.vocab_size)
        self.longest = min(sizes.context, self.tokenizer.model_max_length)

    def known_words(self, text: str) -> int:
        """Count the pieces of a text that the model reads and the vocabulary has."""
        row = encode_texts(self.tokenizer, [text], self.longest)
        return int(known_pieces(self.tokenizer, row))

    def what_is_cut(self, text: str) -> str:
        """Say what of a text is not read; nothing where all is."""
        tokens = self.tokenizer(plain(text), verbose=False)["input_ids"]
        return _too_long(len(tokens), self.longest, "tokens")

    @torch.inference_mode()
    def probabilities(self, texts: Sequence[str]) -> Float[Tensor, "texts classes"]:
        """Return the probability of each class for each text; of a long text the beginning is read."""
        rows = encode_texts(self.tokenizer, texts, self.longest)
        longest = int((rows != self.model.bert.sizes.padding).sum(1).max())
        return self.model(rows[:, :longest]).softmax(dim=1)


def _too_long(length: int, longest: int, unit: str) -> str:
    return f"has {length} {unit}: the model reads the first {longest}" if length > longest else ""


def is_classifier(folder: Path) -> bool:
    """Return whether a run puts texts into classes."""
    return (folder / CLASSIFIER_FILE).exists() or names_classes(folder / BERT_FOLDER)


def load_text_classifier(folder: Path) -> Classifier | FineTunedBert:
    """Load a run of train_classifier.py or finetune_bert.py, or a folder of `transformers`' BERT.

    Raises:
        SavedModelError, FormatError, ModelError, TokenizerError: there is none, it is damaged, or its
            parts do not fit.
    """
    for place in (folder / BERT_FOLDER, folder):
        if names_classes(place):
            return FineTunedBert(place)
    return load_classifier(folder)


def load_classifier(folder: Path) -> Classifier:
    """Load a run of train_classifier.py.

    Raises:
        SavedModelError: there is no such run, or its weights are another's.
        FormatError: its weights are missing, damaged, or hold NaN.
        ModelError: classifier.json is damaged, or names another number of classes.
    """
    path = folder / CLASSIFIER_FILE
    values = read_json(path)
    values.pop(DIGEST, None)  # it tells what the run was trained with
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
