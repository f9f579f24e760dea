"""A batch of CIFAR-10 is read without doing anything that its pickle says."""

import os
import pickle

import numpy as np
import pytest
from cifar10_files import images_of, labels_of, python2_batch

from shared.data.errors import SourceError
from shared.data.forms.cifar10_batches import read_batch


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
