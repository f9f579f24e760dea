"""CIFAR-10 comes out the same from its official batches and from PNGs, without trusting either."""

import json

import numpy as np
import pytest
from cifar10_files import BATCHES, images_of, labels_of, python2_batch
from PIL import Image

from shared.data.catalogue.reading import find
from shared.data.errors import SourceError
from shared.data.forms.cifar10 import CIFAR10_TEST, CIFAR10_TRAIN
from shared.data.forms.form import FORMS

CIFAR10 = find("cifar10")


class Bar:
    def update(self, count):
        pass


def build(form: str, raw, into):
    FORMS[form].build(raw, CIFAR10, into, Bar())
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
    for split, batches in (("train", CIFAR10_TRAIN), ("test", CIFAR10_TEST)):
        labels = [label for batch in batches for label in labels_of(batch)]
        (folder / f"{split}_lables.json").write_text(json.dumps(labels))
    return folder


def test_pngs_become_arrays_in_the_official_order(png_folder, tmp_path):
    built = build("cifar10-pngs", png_folder, tmp_path / "npy")
    for split, batches in (("train", CIFAR10_TRAIN), ("test", CIFAR10_TEST)):
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
    for split, batches in (("train", CIFAR10_TRAIN), ("test", CIFAR10_TEST)):
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
