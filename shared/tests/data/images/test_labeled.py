"""The idx format is read as it is defined, and damaged files are named."""

import contextlib
import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from shared.data import FormatError
from shared.data.images import labeled
from shared.data.images.labeled import load_fashion_mnist, load_mnist, read_idx


def idx_bytes(array):
    header = bytes([0, 0, 8, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape)
    return header + array.tobytes()


@settings(max_examples=30, deadline=None, derandomize=True)
@given(array=arrays(np.uint8, array_shapes(max_dims=3, max_side=5)))
def test_reading_undoes_writing(array, tmp_path_factory):
    path = tmp_path_factory.mktemp("idx") / "file"
    path.write_bytes(idx_bytes(array))
    assert np.array_equal(read_idx(path), array)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(data=st.binary(max_size=40), start=st.sampled_from([b"", b"\0\0\x08", b"\0\0\x08\x03"]))
def test_noise_is_read_or_refused_but_never_crashes(data, start, tmp_path_factory):
    path = tmp_path_factory.mktemp("idx") / "file"
    path.write_bytes(start + data)
    with contextlib.suppress(FormatError):
        assert read_idx(path).size <= len(data)


def test_a_shape_that_overflows_is_refused(tmp_path):
    shape = struct.pack(">4I", 1 << 31, 1 << 31, 4, 0x10000000)
    (tmp_path / "file").write_bytes(b"\0\0\x08\x04" + shape)
    with pytest.raises(FormatError, match="but holds 0 values"):
        read_idx(tmp_path / "file")


@pytest.mark.parametrize("load", [load_mnist, load_fashion_mnist])
def test_each_split_reads_its_own_files(load, tmp_path, monkeypatch):
    for value, name in ((1, "train"), (2, "t10k")):
        picture = np.full((3, 28, 28), value, np.uint8)
        (tmp_path / f"{name}-images-idx3-ubyte").write_bytes(idx_bytes(picture))
        (tmp_path / f"{name}-labels-idx1-ubyte").write_bytes(idx_bytes(picture[:, 0, 0]))
    monkeypatch.setattr(labeled, "fetch", lambda _: tmp_path)
    for split, value in (("train", 1), ("test", 2)):
        loaded = load(split)
        assert loaded.images.shape == (3, 28, 28)
        assert set(loaded.images.flat) == set(loaded.labels) == {value}
        assert len(loaded) == 3
        assert len(loaded.classes) == 10
        assert loaded.images.flags.writeable, "torch.from_numpy warns of read-only arrays"
