"""Text classifiers ignore padding and learn; word2vec's formulas and its analogies."""

from __future__ import annotations

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits

from shared.data.testing import requires_data
from shared.training import BareRun, Rows
from work05_transformer.classification_study import (
    MODELS,
    ReviewConfig,
    accuracy,
    fit,
    glove_vectors,
    load_reviews,
)
from work05_transformer.text_classifiers import (
    BagOfWords,
    BiLSTM,
    TextClassifier,
    TextCNN,
    masked_mean,
)
from work05_transformer.word2vec import (
    analogy,
    keep_probability,
    nearest,
    negative_sampling_loss,
    noise_distribution,
    skip_gram_pairs,
)
from work05_transformer.word_vectors_study import Word2VecConfig, learn_vectors
from work05_transformer.words import PADDING, UNKNOWN, Vocabulary, split_words


def make(name: str, vocabulary: int = 20, **options: object) -> TextClassifier:
    torch.manual_seed(0)
    if name == "Transformer":
        options["longest"] = 12
    return MODELS[name](vocabulary, 8, **options)


# Words


def test_reviews_are_cut_into_words() -> None:
    text = "It's GREAT!<br /><br />I'd give 10 stars - “truly”…"
    assert split_words(text) == ["it's", "great", "!", "i'd", "give", "10", "stars", "truly"]


def test_a_vocabulary_holds_the_most_frequent_words() -> None:
    texts = [["a", "b", "a"], ["c", "b", "a"], ["d"]]
    vocabulary = Vocabulary.of(texts, size=3)
    assert vocabulary.words[2:] == ["a", "b"]
    assert vocabulary.counts == [0, 0, 3, 2]
    assert vocabulary.encode(["b", "zebra"]) == [3, UNKNOWN]
    assert vocabulary.matrix([["a"], ["b", "a", "b"]], 2).tolist() == [[2, PADDING], [3, 2]]


# Classifiers


@pytest.mark.parametrize("name", MODELS)
def test_padding_changes_nothing(name: str) -> None:
    model = make(name).double().eval()
    texts = torch.tensor([[5, 6, 7, 8, 2, 4, 3], [9, 3, 4, 0, 0, 0, 0], [2, 0, 0, 0, 0, 0, 0]])
    together = model(texts)
    for row, length in enumerate((7, 3, 1)):
        alone = model(texts[row : row + 1, :length])
        torch.testing.assert_close(together[row : row + 1], alone, rtol=0, atol=1e-10)


@pytest.mark.parametrize("name", MODELS)
def test_only_the_bag_does_not_see_the_order(name: str) -> None:
    model = make(name).double().eval()
    texts = torch.tensor([[5, 6, 7, 8, 2, 4, 3]])
    same = torch.allclose(model(texts), model(texts.flip(1)), atol=1e-9)
    assert same == (name == "bag of words")


@pytest.mark.parametrize("name", MODELS)
def test_classifiers_learn_a_class_by_a_word(name: str) -> None:
    generator = torch.Generator().manual_seed(1)
    words = torch.randint(2, 18, (256, 9), generator=generator)
    labels = torch.arange(256) % 2
    words[torch.arange(256), torch.randint(9, (256,), generator=generator)] = 18 + labels
    config = ReviewConfig(epochs=8, batch_size=32)
    model = fit(BareRun(0), config, make(name, dropout=0.0), Rows(words, labels), 1e-2)
    assert accuracy(model, words, labels) > 95


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


def test_reviews_and_glove_fit_together() -> None:
    requires_data("imdb")
    requires_data("glove-6b-50d")
    reviews = load_reviews(ReviewConfig(train=300, valid=20, test=20, longest=30))
    assert reviews.train[0].shape == (300, 30)
    assert set(reviews.test[1].tolist()) == {0, 1}
    vectors, share = glove_vectors(reviews.vocabulary)
    assert vectors.shape == (len(reviews.vocabulary), 50)
    assert share > 0.9
    numbers = reviews.vocabulary.numbers
    assert numbers["his"] in nearest(vectors, vectors[numbers["he"]], 6)


# word2vec


@given(seed=st.integers(0, 1000), window=st.integers(1, 4), length=st.integers(5, 30))
@settings(max_examples=30, deadline=None)
def test_pairs_stand_within_the_window(seed: int, window: int, length: int) -> None:
    text = torch.arange(length)
    generator = torch.Generator().manual_seed(seed)
    centres, contexts = skip_gram_pairs(text, window, generator)
    distances = (centres - contexts).abs()
    assert distances.min() >= 1
    assert distances.max() <= window
    pairs = list(zip(centres.tolist(), contexts.tolist(), strict=True))
    assert len(set(pairs)) == len(pairs)
    # A word that reaches a place reaches all nearer ones, on both sides.
    for centre, context in pairs:
        nearer = range(1, abs(centre - context))
        for other in [centre + step * sign for step in nearer for sign in (-1, 1)]:
            assert (centre, other) in pairs or not 0 <= other < length


def test_a_window_of_one_pairs_neighbours() -> None:
    centres, contexts = skip_gram_pairs(torch.tensor([7, 8, 9]), 1, torch.Generator())
    pairs = sorted(zip(centres.tolist(), contexts.tolist(), strict=True))
    assert pairs == [(7, 8), (8, 7), (8, 9), (9, 8)]


def test_the_loss_is_logistic_regression_of_near_against_random() -> None:
    centre, context = torch.randn(2, 4, 6, dtype=torch.float64, requires_grad=True)
    negatives = torch.randn(4, 3, 6, dtype=torch.float64)
    ours = negative_sampling_loss(centre, context, negatives)
    others = torch.cat((context[:, None], negatives), dim=1)
    logits = (others * centre[:, None]).sum(-1)
    targets = torch.tensor([[1.0, 0, 0, 0]], dtype=torch.float64).expand(4, 4)
    expected = binary_cross_entropy_with_logits(logits, targets, reduction="sum") / 4
    torch.testing.assert_close(ours, expected)


def test_frequent_words_are_thinned_out_and_drawn_less_than_their_share() -> None:
    counts = torch.tensor([0.0, 1, 99, 9900], dtype=torch.float64)
    keep = keep_probability(counts, 1e-3)
    assert keep[:2].tolist() == [1, 1]
    assert keep[3].item() == pytest.approx(math.sqrt(1e-3 / 0.99))
    noise = noise_distribution(counts)
    assert noise.sum().item() == pytest.approx(1)
    assert noise[0] == 0
    assert noise[3] / noise[2] == pytest.approx(100**0.75)


def test_an_analogy_is_found_by_adding_vectors() -> None:
    man, woman, king, queen, apple = torch.tensor(
        [[1.0, 0, 0.2], [0, 1, 0.2], [1, 0, 2], [0, 1, 2], [0.3, 0.3, -2]]
    )
    vectors = torch.stack((man, woman, king, queen, apple))
    assert analogy(vectors, 0, 1, 2) == [3]
    assert nearest(vectors, king, 2, without=[2]) == [3, 0]


def test_word_vectors_learn_what_stands_together() -> None:
    generator = torch.Generator().manual_seed(0)
    groups = [["red", "green", "blue"], ["one", "two", "three"]]
    texts = []
    for number in range(600):
        group = groups[number % 2]
        texts.append([group[int(i)] for i in torch.randint(3, (6,), generator=generator)])
    vocabulary = Vocabulary.of(texts, 100)
    config = Word2VecConfig(width=8, window=2, threshold=1.0, epochs=4, batch_size=64, rate=0.02)
    vectors = learn_vectors(texts, vocabulary, config, seed=0)
    for group in groups:
        numbers = vocabulary.encode(group)
        found = nearest(vectors, vectors[numbers[0]], 2, without=[numbers[0], PADDING, UNKNOWN])
        assert set(found) == set(numbers[1:])
