"""The form of most sources: the files themselves, each as it is or packed by gzip."""

import gzip
from pathlib import Path

from shared.data.catalogue.entries import DataSet
from shared.data.errors import SourceError
from shared.data.files import Bar, chunks, write_chunks
from shared.data.sources.archives import BROKEN, GZIP_MARGIN


def file_inputs(data_set: DataSet) -> dict[str, int]:
    """Return every file, plain or packed, with the bytes it may have."""
    plain = {file.path: file.size for file in data_set.files}
    packed = {f"{path}.gz": size + size // 1000 + GZIP_MARGIN for path, size in plain.items()}
    return plain | packed


def copy_files(raw: Path, data_set: DataSet, into: Path, bar: Bar) -> None:
    """Copy the files as they are, or unpack `NAME.gz` where NAME is not there."""
    for file in data_set.files:
        plain, packed = raw / file.path, raw / f"{file.path}.gz"
        if not plain.is_file() and not packed.is_file():
            raise SourceError(f"it has no {file.path}")
        try:
            with plain.open("rb") if plain.is_file() else gzip.open(packed) as reader:
                write_chunks(chunks(reader), into / file.path, file.size, bar)
        except BROKEN as error:
            raise SourceError(f"{packed.name} is damaged ({error})") from error
