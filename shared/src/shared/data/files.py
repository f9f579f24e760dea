"""Write files so that a limit, a full disk or a crash is noticed, and check what was written."""

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from shared.data.errors import CacheError, SourceError

CHUNK = 1 << 20


class Bar(Protocol):
    """What a progress bar must be able to do here."""

    def update(self, count: int) -> object:
        """Count `count` more bytes."""
        ...


def cache_error(path: Path, error: OSError) -> CacheError:
    """Return the error for `path` in the cache, with its remedy."""
    return CacheError(
        f"cannot write {path}: {error.strerror or error}. "
        "Free some space or make the folder writable, or set DL_CACHE to another folder."
    )


class CheckedWriter:
    """A new file that takes at most `limit` bytes and is on the disk when its block ends.

    Raises:
        SourceError: there is a byte after the limit: the source does not end, try another.
        CacheError: the disk refuses: another source cannot help, another folder can.
    """

    def __init__(self, path: Path, limit: int, bar: Bar | None = None) -> None:
        self.path, self.limit, self.bar, self.written = path, limit, bar, 0
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            # Unbuffered: a buffer would hide a full disk until close().
            self._file = path.open("xb", buffering=0)
        except OSError as error:
            raise cache_error(path, error) from error

    def write(self, data: bytes | memoryview) -> int:
        """Append `data` and return its length in bytes."""
        view = memoryview(data).cast("B")
        length = len(view)
        self.written += length
        if self.written > self.limit:
            raise SourceError(f"{self.path.name} is longer than the {self.limit} bytes expected")
        try:
            while view:
                view = view[self._file.write(view) :]
        except OSError as error:
            raise cache_error(self.path, error) from error
        if self.bar is not None:
            self.bar.update(length)
        return length

    def flush(self) -> None:
        """Do nothing: nothing is buffered, but downloaders call this."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        try:
            if kind is None:
                os.fsync(self._file.fileno())
        except OSError as failure:
            raise cache_error(self.path, failure) from failure
        finally:
            self._file.close()


class Readable(Protocol):
    """A stream of bytes."""

    def read(self, size: int, /) -> bytes:
        """Return at most `size` bytes; none at the end."""
        ...


def chunks(reader: Readable) -> Iterator[bytes]:
    """Yield the rest of `reader`, a chunk at a time."""
    while chunk := reader.read(CHUNK):
        yield chunk


def write_chunks(
    pieces: Iterable[bytes | memoryview], path: Path, limit: int, bar: Bar | None = None
) -> None:
    """Write `pieces` to the new file `path`; see `CheckedWriter` for limits and errors."""
    with CheckedWriter(path, limit, bar) as writer:
        for piece in pieces:
            writer.write(piece)


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as reader:
        return hashlib.file_digest(reader, "sha256").hexdigest()


def sync_folder(path: Path) -> None:
    """Make the names in a folder durable, where the system can (Windows cannot)."""
    if os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
