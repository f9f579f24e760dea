"""The real data have the facts that the catalogue promises; each is skipped where they are not."""

import hashlib
import os
from xml.etree import ElementTree

import numpy as np
import pytest
import torch
from sklearn.datasets import load_sample_images

from shared.data import text
from shared.data.images import labeled
from shared.data.testing import requires_data
from shared.data.weights import pretrained


@pytest.fixture(autouse=True)
def cache(monkeypatch):
    """The user's own cache and folder, not the empty ones of the other tests."""
    for name, value in REAL.items():
        monkeypatch.delenv(name, raising=False)
        if value is not None:
            monkeypatch.setenv(name, value)


REAL = {name: os.environ.get(name) for name in ("DL_CACHE", "DL_DATA")}


def sha256(array):
    return hashlib.sha256(array.tobytes()).hexdigest()


def test_house_prices_are_the_competitions_files():
    folder = requires_data("house-prices")
    train, test = ((folder / name).read_text().splitlines() for name in ("train.csv", "test.csv"))
    assert (len(train), len(test)) == (1461, 1460)
    assert train[0].endswith(",SalePrice")
    assert "SalePrice" not in test[0]


CIFAR10_DIGESTS = {
    "train": (
        "47af8b02cfcfb6cdf3dbbd1969ad7f1b70f4413f6f80f437b020ee4e5bc8304a",
        "2b7cd2f24487317614016b72ffd53071c3062f592f0eb300c18a770d41ae1253",
    ),
    "test": (
        "f9b1e2130bab680db56eb06d886f7f1ad0f1183907ceff4659d1735c890f5b04",
        "cec8a24a1e92aa2ecaa0bbd3dbfa86bf6cd8759fbd209a832824c8cf0afca9d5",
    ),
}


@pytest.mark.parametrize("split", ["train", "test"])
def test_cifar10_has_the_digests_of_its_raw_bytes(split):
    requires_data("cifar10")
    loaded = labeled.load_cifar10(split)
    assert (sha256(loaded.images), sha256(loaded.labels)) == CIFAR10_DIGESTS[split]
    assert len(set(np.bincount(loaded.labels))) == 1, "every class is equally frequent"


@pytest.mark.parametrize("name", ["mnist", "fashion-mnist"])
def test_the_mnists_have_their_counts(name):
    requires_data(name)
    load = labeled.load_mnist if name == "mnist" else labeled.load_fashion_mnist
    for split, count in (("train", 60_000), ("test", 10_000)):
        loaded = load(split)
        assert loaded.images.shape == (count, 28, 28)
        assert loaded.labels.max() == 9


def test_bccd_has_its_photos_splits_and_boxes():
    folder = requires_data("bccd")
    assert len(list((folder / "JPEGImages").glob("*.jpg"))) == 364
    splits = [
        len((folder / "ImageSets" / "Main" / f"{name}.txt").read_text().split())
        for name in ("train", "val", "test")
    ]
    assert splits == [205, 87, 72]
    names = [
        box.findtext("name")
        for path in (folder / "Annotations").glob("*.xml")
        for box in ElementTree.parse(path).getroot().iter("object")
    ]
    counts = {name: names.count(name) for name in set(names)}
    assert counts == {"WBC": 372, "RBC": 4155, "Platelets": 361}


def test_translation_pairs_repeat_their_sources():
    requires_data("fra-eng")
    pairs = text.load_translation_pairs()
    assert len(pairs) == 167_130
    assert pairs[0] == ("Go.", "Va !")
    assert len({english for english, _ in pairs}) < len(pairs)


def test_books_have_their_lengths():
    requires_data("timemachine")
    requires_data("tinyshakespeare")
    assert len(text.load_book("timemachine")) == 178_979
    assert len(text.load_book("tinyshakespeare")) == 1_115_394


def test_half_of_the_reviews_are_positive():
    requires_data("imdb")
    assert np.bincount(text.load_imdb().labels).tolist() == [25_000, 25_000]


def test_glove_answers_the_known_analogy():
    pytest.importorskip("pyarrow")
    requires_data("glove-6b-50d")
    glove = text.load_glove()
    number = {word: index for index, word in enumerate(glove.words)}
    king, man, woman = (glove.vectors[number[word]] for word in ("king", "man", "woman"))
    lengths = np.linalg.norm(glove.vectors, axis=1)
    similar = glove.vectors @ (king - man + woman) / lengths
    similar[[number[word] for word in ("king", "man", "woman")]] = -np.inf
    assert glove.words[similar.argmax()] == "queen"


def test_gpt2s_merges_build_its_tokens():
    requires_data("gpt2-bpe")
    encoding = text.load_gpt2_bpe()
    assert len(encoding.tokens) == 50_257
    assert len(encoding.merges) == 50_000
    assert encoding.tokens["<|endoftext|>"] == 50_256
    assert all(left + right in encoding.tokens for left, right in encoding.merges)


@pytest.mark.parametrize("name", ["resnet50-imagenet", "mobilenet-v2-imagenet"])
def test_pretrained_classifiers_know_a_palace(name):
    requires_data(name)
    if name == "resnet50-imagenet":
        classifier = pretrained.resnet50_imagenet()
    else:
        classifier = pretrained.torchvision_imagenet("mobilenet-v2-imagenet")
    china = torch.from_numpy(load_sample_images().images[0].copy()).permute(2, 0, 1)
    with torch.no_grad():
        logits = classifier.model(classifier.preprocess(china)[None])[0]
    assert classifier.labels[int(logits.argmax())] == "palace"
    assert len(classifier.labels) == 1000


@pytest.mark.parametrize(
    ("depth", "parameters"), [(20, 269_722), (32, 464_154), (44, 658_586), (56, 853_018)]
)
def test_cifar10_resnets_have_the_papers_size(depth, parameters):
    requires_data(f"cifar10-resnet{depth}")
    state = pretrained.cifar10_resnet_state_dict(depth)
    learned = [
        tensor.numel()
        for name, tensor in state.items()
        if "running" not in name and "tracked" not in name
    ]
    assert sum(learned) == parameters
