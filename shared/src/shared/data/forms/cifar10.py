"""CIFAR-10's two forms, PNGs and the official batches, written as the same `.npy` files."""

import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from jaxtyping import UInt8
from PIL import Image

from shared.data.catalogue.entries import DataSet
from shared.data.errors import SourceError
from shared.data.files import Bar, write_chunks
from shared.data.forms.cifar10_batches import read_batch

MEBIBYTE = 1 << 20

CIFAR10_TRAIN = tuple(f"data_batch_{number}" for number in range(1, 6))
CIFAR10_TEST = ("test_batch",)


def npy_header(shape: tuple[int, ...]) -> bytes:
    """Return the header of a `.npy` file (format 1.0) of uint8 values in C order."""
    buffer = io.BytesIO()
    header = {"descr": "|u1", "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(buffer, header)
    return buffer.getvalue()


def _write_cifar10(
    into: Path,
    data_set: DataSet,
    bar: Bar,
    images: Callable[[str], UInt8[np.ndarray, "10000 32 32 3"]],
    labels: Callable[[str], UInt8[np.ndarray, " count"]],
) -> None:
    """Write images and labels of both splits as `.npy`, one batch in memory at a time."""
    limits = {file.path: file.size for file in data_set.files}
    for split, batches in (("train", CIFAR10_TRAIN), ("test", CIFAR10_TEST)):
        count = 10_000 * len(batches)

        def image_pieces(
            batches: tuple[str, ...] = batches, count: int = count
        ) -> Iterator[bytes | memoryview]:
            yield npy_header((count, 32, 32, 3))
            for batch in batches:
                yield np.ascontiguousarray(images(batch)).data.cast("B")

        image_file, label_file = f"{split}_images.npy", f"{split}_labels.npy"
        write_chunks(image_pieces(), into / image_file, limits[image_file], bar)
        label_pieces = [npy_header((count,)), labels(split).tobytes()]
        write_chunks(label_pieces, into / label_file, limits[label_file], bar)


def png_inputs(_: DataSet) -> dict[str, int]:
    """Return the PNGs of the batches and the two lists of labels, with the bytes each may have."""
    images = {f"{batch}.png": 32 * MEBIBYTE for batch in (*CIFAR10_TRAIN, *CIFAR10_TEST)}
    return images | {"train_lables.json": MEBIBYTE, "test_lables.json": MEBIBYTE}


def from_pngs(raw: Path, data_set: DataSet, into: Path, bar: Bar) -> None:
    """Decode CIFAR-10 from PNGs of 10,000 rows and 1024 RGB columns, an image a row.

    The labels' files are spelled `lables` by their publisher.
    """

    def images(batch: str) -> UInt8[np.ndarray, "10000 32 32 3"]:
        try:
            with Image.open(raw / f"{batch}.png", formats=["PNG"]) as picture:
                # Checked before a pixel is decoded: the header alone cannot fill the memory.
                if picture.size != (1024, 10_000) or picture.mode != "RGB":
                    raise SourceError(f"{batch}.png is {picture.mode} {picture.size}")
                return np.asarray(picture).reshape(10_000, 32, 32, 3)
        except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
            raise SourceError(f"{batch}.png cannot be decoded ({error})") from error

    def labels(split: str) -> UInt8[np.ndarray, " count"]:
        try:
            listed = json.loads((raw / f"{split}_lables.json").read_text())
            return np.asarray(listed, dtype=np.uint8)
        except (OSError, OverflowError, RecursionError, TypeError, ValueError) as error:
            raise SourceError(f"{split}_lables.json cannot be read ({error})") from error

    _write_cifar10(into, data_set, bar, images, labels)


def batch_inputs(_: DataSet) -> dict[str, int]:
    """Return the official batches, with the bytes each may have."""
    return dict.fromkeys((*CIFAR10_TRAIN, *CIFAR10_TEST), 32 * MEBIBYTE)


def from_batches(raw: Path, data_set: DataSet, into: Path, bar: Bar) -> None:
    """Read CIFAR-10's official python batches, without trusting a pickle."""
    batch_labels: dict[str, UInt8[np.ndarray, " count"]] = {}

    def images(batch: str) -> UInt8[np.ndarray, "10000 32 32 3"]:
        pixels, batch_labels[batch] = read_batch(raw / batch)
        # A row holds 1024 red, 1024 green, 1024 blue values, each color row by row.
        return pixels.reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)

    def labels(split: str) -> UInt8[np.ndarray, " count"]:
        batches = CIFAR10_TRAIN if split == "train" else CIFAR10_TEST
        return np.concatenate([batch_labels[batch] for batch in batches])

    _write_cifar10(into, data_set, bar, images, labels)
