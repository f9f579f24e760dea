"""CIFAR-10's official batches of made-up images, written byte by byte as Python 2 pickled them."""

import struct

import numpy as np

from shared.data.forms.cifar10 import CIFAR10_TEST, CIFAR10_TRAIN

BATCHES = (*CIFAR10_TRAIN, *CIFAR10_TEST)


def images_of(batch: str) -> np.ndarray:
    """Ten thousand images whose every pixel differs from its neighbors, and batch from batch."""
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
