"""Texts: sentence pairs, books, reviews, word vectors, GPT-2's subwords, Python's own source."""

import hashlib
import json
import platform
import sysconfig
import tokenize
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from jaxtyping import Float32, UInt8

from shared.data.cache import fetch
from shared.data.errors import DataError, FormatError


def load_translation_pairs() -> list[tuple[str, str]]:
    """Return the English–French pairs of fra-eng in the file's order, shortest first.

    One English sentence may stand with several French ones: split train from test by the English
    sentence, or the test set is known from training.
    """
    return read_pairs(fetch("fra-eng") / "fra.txt")


def read_pairs(path: Path) -> list[tuple[str, str]]:
    """Read lines `source TAB target`.

    Raises:
        FormatError: a line has another form.
    """
    pairs = []
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            fields = line.rstrip("\n").split("\t")
            if len(fields) != 2:
                raise FormatError(f"{path}, line {number}: {len(fields)} fields, 2 expected")
            pairs.append((fields[0], fields[1]))
    return pairs


def load_book(name: Literal["timemachine", "tinyshakespeare"]) -> str:
    """Return a text in the public domain as it stands in its file."""
    return (fetch(name) / f"{name}.txt").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Reviews:
    """Film reviews with 1 for a positive and 0 for a negative one."""

    texts: tuple[str, ...]
    labels: UInt8[np.ndarray, " review"]


def load_imdb() -> Reviews:
    """Return the 50,000 reviews of IMDB (Maas et al., 2011), sorted by class.

    This edition has no official split: shuffle with a fixed seed, then split.
    """
    rows = json.loads((fetch("imdb") / "reviews.json").read_text(encoding="utf-8"))
    labels = np.array([row["s"] for row in rows], dtype=np.uint8)
    return Reviews(tuple(row["t"] for row in rows), labels)


@dataclass(frozen=True)
class WordVectors:
    """`vectors[i]` belongs to `words[i]`; frequent words come first."""

    words: tuple[str, ...]
    vectors: Float32[np.ndarray, "word dimension"]


def load_glove() -> WordVectors:
    """Return GloVe 6B (Pennington et al., 2014): 400,000 words, 50 dimensions.

    Raises:
        DataError: there is no pyarrow, which reads the list of words.
    """
    try:
        from pyarrow import parquet
    except ImportError as error:
        raise DataError(
            "the words of glove-6b-50d are a Parquet file: install coursework-shared[glove]"
        ) from error
    folder = fetch("glove-6b-50d")
    words = parquet.read_table(folder / "glove_6B_index.parquet")["index"].to_pylist()
    vectors = np.load(folder / "glove_6B_50d_emb.npy", allow_pickle=False)
    return WordVectors(tuple(words), vectors)


@dataclass(frozen=True)
class BytePairEncoding:
    """The number of each token, and the pairs to merge in order of their priority."""

    tokens: Mapping[str, int]
    merges: tuple[tuple[str, str], ...]


def load_gpt2_bpe() -> BytePairEncoding:
    """Return GPT-2's byte-pair encoding (Radford et al., 2019, section 2.2).

    Tokens are written in GPT-2's alphabet of printable stand-ins for bytes: `Ġ` is a space.
    """
    folder = fetch("gpt2-bpe")
    tokens = json.loads((folder / "encoder.json").read_text(encoding="utf-8"))
    _version, *lines = (folder / "vocab.bpe").read_text(encoding="utf-8").splitlines()
    pairs = (line.split(" ") for line in lines)
    return BytePairEncoding(tokens, tuple((left, right) for left, right in pairs))


@dataclass(frozen=True)
class SourceText:
    """A text with what a report needs to name it: it differs between Python versions."""

    text: str
    files: int
    python: str
    sha256: str


NOT_SOURCE = {"test", "tests", "idle_test", "site-packages", "dist-packages", "__pycache__"}


def load_standard_library() -> SourceText:
    """Return the source of Python's standard library, which needs no download.

    About 11 million characters of `.py` files in the order of their paths, without tests and
    installed packages.
    """
    root = Path(sysconfig.get_path("stdlib"))
    paths = sorted(
        path for path in root.rglob("*.py") if NOT_SOURCE.isdisjoint(path.relative_to(root).parts)
    )
    pieces = []
    for path in paths:
        with tokenize.open(path) as reader:  # heeds the file's own declaration of its encoding
            pieces.append(reader.read())
    text = "\n".join(pieces)
    digest = hashlib.sha256(text.encode()).hexdigest()
    return SourceText(text, len(paths), platform.python_version(), digest)
