"""CIFAR-10 comes out the same from its official batches and from PNGs, without trusting either."""

import json
import os
import pickle
import struct

import numpy as np
import pytest
from PIL import Image

from shared.data.catalogue.reading import CIFAR10
from shared.data.errors import SourceError
from shared.data.forms import form as forms
from shared.data.forms.cifar10_batches import read_batch

BATCHES = (*forms.CIFAR10_TRAIN, *forms.CIFAR10_TEST)


class Bar:
    def update(self, count):
        pass


def images_of(batch: str) -> np.ndarray:
    """Ten thousand images whose every pixel differs from its neighbours, and batch from batch."""
    row = np.arange(3072, dtype=np.uint32) * 7 % 251
    images = row + np.arange(10_000, dtype=np.uint32)[:, None] + BATCHES.index(batch)
    return images.astype(np.uint8).reshape(10_000, 32, 32, 3)


def labels_of(batch: str) -> list[int]:
    return [(index + BATCHES.index(batch)) % 10 for index in range(10_000)]


def python2_string(data: bytes) -> bytes:
    if len(data) < 256:
        return b"U" + bytes([len(data)]) + data
    return b"T" + struct.pack("<i", len(data)) + data


def python2_batch(images: np.ndarray, labels: list[int]) -> bytes:
    """Pickle a batch as Python 2's cPickle did, protocol 2: the form of the official files."""
    planes = images.transpose(0, 3, 1, 2).tobytes()
    dtype = b"cnumpy\ndtype\n" + python2_string(b"u1") + b"K\x00K\x01\x87R"
    dtype += b"(K\x03" + python2_string(b"|") + b"NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb"
    array = b"cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85"
    array += python2_string(b"b") + b"\x87R(K\x01M\x10\x27M\x00\x0c\x86" + dtype + b"\x89"
    array += python2_string(planes) + b"tb"
    listed = b"](" + b"".join(b"K" + bytes([label]) for label in labels) + b"e"
    items = python2_string(b"data") + array + python2_string(b"labels") + listed
    return b"\x80\x02}(" + items + b"u."


def build(form: str, raw, into):
    forms.FORMS[form].build(raw, CIFAR10, into, Bar())
    return {path.name: np.load(path, allow_pickle=False) for path in into.iterdir()}


def expected(batches):
    images = np.concatenate([images_of(batch) for batch in batches])
    labels = np.concatenate([labels_of(batch) for batch in batches])
    return images, labels


@pytest.fixture(scope="module")
def png_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pngs")
    for batch in BATCHES:
        rows = images_of(batch).reshape(10_000, 1024, 3)
        Image.fromarray(rows).save(folder / f"{batch}.png", compress_level=0)
    for split, batches in (("train", forms.CIFAR10_TRAIN), ("test", forms.CIFAR10_TEST)):
        labels = [label for batch in batches for label in labels_of(batch)]
        (folder / f"{split}_lables.json").write_text(json.dumps(labels))
    return folder


def test_pngs_become_arrays_in_the_official_order(png_folder, tmp_path):
    built = build("cifar10-pngs", png_folder, tmp_path / "npy")
    for split, batches in (("train", forms.CIFAR10_TRAIN), ("test", forms.CIFAR10_TEST)):
        images, labels = expected(batches)
        assert np.array_equal(built[f"{split}_images.npy"], images)
        assert np.array_equal(built[f"{split}_labels.npy"], labels)
        assert built[f"{split}_images.npy"].dtype == np.uint8
    for file in CIFAR10.files:
        assert (tmp_path / "npy" / file.path).stat().st_size == file.size


def test_batches_become_the_same_arrays(tmp_path):
    for batch in BATCHES:
        (tmp_path / batch).write_bytes(python2_batch(images_of(batch), labels_of(batch)))
    built = build("cifar10-batches", tmp_path, tmp_path / "npy")
    for split, batches in (("train", forms.CIFAR10_TRAIN), ("test", forms.CIFAR10_TEST)):
        images, labels = expected(batches)
        assert np.array_equal(built[f"{split}_images.npy"], images), "channels are planes in a row"
        assert np.array_equal(built[f"{split}_labels.npy"], labels)


def test_a_picture_of_another_size_is_refused_before_it_is_decoded(tmp_path):
    Image.new("RGB", (1024, 10_001)).save(tmp_path / "data_batch_1.png")
    with pytest.raises(SourceError, match=r"data_batch_1\.png is RGB \(1024, 10001\)"):
        build("cifar10-pngs", tmp_path, tmp_path / "npy")


@pytest.mark.parametrize("content", [b"", b"no picture", b"\x89PNG\r\n\x1a\n" + bytes(50)])
def test_what_is_no_picture_is_refused(tmp_path, content):
    (tmp_path / "data_batch_1.png").write_bytes(content)
    with pytest.raises(SourceError, match="cannot be decoded"):
        build("cifar10-pngs", tmp_path, tmp_path / "npy")


def test_the_official_form_of_a_batch_is_what_the_standard_pickle_reads_too(tmp_path):
    data = python2_batch(images_of("test_batch"), labels_of("test_batch"))
    theirs = pickle.loads(data, encoding="bytes")  # our own bytes: safe to load
    (tmp_path / "batch").write_bytes(data)
    pixels, labels = read_batch(tmp_path / "batch")
    assert np.array_equal(pixels, theirs[b"data"])
    assert labels.tolist() == theirs[b"labels"]


class Evil:
    def __reduce__(self):
        return os.mkdir, (self.target,)

    def __init__(self, target):
        self.target = target


def test_a_pickle_that_calls_something_is_refused_and_nothing_is_called(tmp_path):
    target = str(tmp_path / "called")
    (tmp_path / "batch").write_bytes(pickle.dumps([Evil(target)], protocol=2))
    with pytest.raises(SourceError, match=r"calls (posix|nt)\.mkdir"):
        read_batch(tmp_path / "batch")
    assert not (tmp_path / "called").exists()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x80\x02",
        pickle.dumps([1, 2]),
        pickle.dumps({b"data": 1, b"labels": [1]}),
        pickle.dumps({b"data": np.zeros((2, 3072), np.uint8), b"labels": [1, 2]}, protocol=3),
    ],
    ids=["empty", "cut", "list", "no array", "small array"],
)
def test_what_is_no_batch_is_refused(tmp_path, content):
    (tmp_path / "batch").write_bytes(content)
    with pytest.raises(SourceError, match="batch is no CIFAR-10 batch"):
        read_batch(tmp_path / "batch")


def test_a_missing_batch_is_named(tmp_path):
    with pytest.raises(SourceError, match="it has no data_batch_3"):
        read_batch(tmp_path / "data_batch_3")
