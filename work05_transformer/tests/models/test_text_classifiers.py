"""Text classifiers ignore padding and are what they say."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from work05_transformer.models.classifier import MODELS, Classifier, ClassifierSizes
from work05_transformer.models.text_classifiers import (
    BagOfNgrams,
    BagOfWords,
    BiLSTM,
    TextClassifier,
    TextCNN,
    masked_mean,
)
from work05_transformer.text.words import PADDING


def make(name: str) -> TextClassifier:
    torch.manual_seed(0)
    words = tuple("cdefghijklmnopqrst")
    model = Classifier(ClassifierSizes(name, 8, 12, ("a", "b"), words)).model  # type: ignore[arg-type]
    if isinstance(model, BagOfNgrams):
        nn.init.normal_(model.pairs.weight)  # as if some pairs had been seen
    return model


@pytest.mark.parametrize("name", MODELS)
def test_padding_changes_nothing(name: str) -> None:
    model = make(name).double().eval()
    texts = torch.tensor([[5, 6, 7, 8, 2, 4, 3], [9, 3, 4, 0, 0, 0, 0], [2, 0, 0, 0, 0, 0, 0]])
    together = model(texts)
    for row, length in enumerate((7, 3, 1)):
        alone = model(texts[row : row + 1, :length])
        torch.testing.assert_close(together[row : row + 1], alone, rtol=0, atol=1e-10)


@pytest.mark.parametrize("name", MODELS)
def test_only_the_bag_ignores_the_order(name: str) -> None:
    model = make(name).double().eval()
    texts = torch.tensor([[5, 6, 7, 8, 2, 4, 3]])
    same = torch.allclose(model(texts), model(texts.flip(1)), atol=1e-9)
    assert same == (name == "bag-of-words")


def test_a_bag_of_pairs_is_the_mean_of_words_and_pairs() -> None:
    model = BagOfNgrams(20, 8, buckets=7).double().eval()
    nn.init.normal_(model.pairs.weight)
    words = torch.tensor([[5, 6, 7, 0, 0]])
    rows = [model.embedding.weight[word] for word in (5, 6, 7)]
    rows += [model.pairs.weight[(a * 1_000_003 + b) % 7] for a, b in ((5, 6), (6, 7))]
    expected = model.head(torch.stack(rows).mean(0))
    torch.testing.assert_close(model(words)[0], expected)


def test_a_text_cnn_is_convolutions_and_maxima() -> None:
    model = TextCNN(20, 8, filters=3).double().eval()
    words = torch.tensor([[5, 6, 7, 8, 2, 4]])
    features = model.embedding(words)
    longest = []
    for layer in model.filters:
        assert isinstance(layer, nn.Conv1d)
        padded = torch.cat((features, features.new_zeros(1, 4, 8)), dim=1)
        windows = padded.unfold(1, layer.kernel_size[0], 1)[:, :6]
        answers = torch.einsum("bnwk,owk->bno", windows, layer.weight) + layer.bias
        longest.append(answers.relu().amax(1))
    expected = model.head(torch.cat(longest, 1))
    torch.testing.assert_close(model(words), expected)


def test_a_bilstm_ends_at_both_ends() -> None:
    model = BiLSTM(20, 8, hidden=5).double().eval()
    words = torch.tensor([[5, 6, 7, 8]])
    outputs, _ = model.lstm(model.embedding(words))
    expected = model.head(torch.cat((outputs[:, -1, :5], outputs[:, 0, 5:]), 1))
    torch.testing.assert_close(model(words), expected)


def test_given_vectors_are_the_start_and_padding_is_zero() -> None:
    vectors = torch.arange(20.0)[:, None].expand(20, 8)
    model = BagOfWords(20, 8, vectors=vectors)
    assert torch.equal(model.embedding.weight[1:], vectors[1:])
    assert (model.embedding.weight[PADDING] == 0).all()
    assert masked_mean(torch.ones(1, 3, 2), torch.zeros(1, 3).bool()).tolist() == [[0, 0]]


def test_what_is_no_word_changes_nothing_not_even_nan() -> None:
    features = torch.tensor([[[1.0, 2.0], [torch.nan, torch.inf], [3.0, 6.0]]], requires_grad=True)
    is_word = torch.tensor([[True, False, True]])
    mean = masked_mean(features, is_word)
    assert mean.tolist() == [[2.0, 4.0]]
    mean.sum().backward()
    assert features.grad is not None
    assert features.grad.tolist() == [[[0.5, 0.5], [0.0, 0.0], [0.5, 0.5]]]
    model = TextCNN(20, 2, filters=3).eval()
    summary = model.summarize(features.detach(), is_word)
    assert torch.equal(summary, model.summarize(features.detach().nan_to_num(0, 0), is_word))
