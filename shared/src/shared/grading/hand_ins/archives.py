"""Read wanted files, and nothing else, out of a folder, a zip or a tar.

Nothing is ever unpacked: each wanted file is known by its path and read into memory with a limit. So
links lead nowhere and a bomb stays packed.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import os
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import IO, Any

from shared.grading.errors import HandInError

MAX_FILE = 2**20
MAX_ARCHIVE = 200 * 2**20
MAX_UNPACKED = 400 * 2**20
MAX_ENTRIES = 50_000
MAX_CANDIDATES = 200
NOT_LOOKED_AT = {"__MACOSX", ".git", ".venv", "venv", "node_modules", "__pycache__", ".nox"}
BROKEN = (
    EOFError, OSError, lzma.LZMAError, tarfile.TarError, zipfile.BadZipFile, zlib.error,
    RuntimeError, ValueError, IndexError, KeyError, OverflowError,
)  # fmt: skip
"""What the standard library raises for damaged input."""

Parts = tuple[str, ...]
"""The parts of a file's path in the folder or archive."""


def wanted_files(path: Path, wanted: Callable[[Parts], bool]) -> Iterator[tuple[Parts, bytes]]:
    """Yield the path and the content of each file that is `wanted`, in a folder or an archive.

    Raises:
        HandInError: hostile, or larger than a hand-in can be.
        Exception: one of `BROKEN`, for a damaged archive.
    """
    if path.is_dir():
        return _from_folder(path, wanted)
    if path.stat().st_size > MAX_ARCHIVE:
        raise HandInError(f"the archive is larger than {MAX_ARCHIVE:,} bytes")
    with path.open("rb") as reader:
        magic = reader.read(6)
    return _from_zip(path, wanted) if magic.startswith(b"PK") else _from_tar(path, wanted)


def _read(reader: IO[bytes], name: str) -> bytes:
    content = reader.read(MAX_FILE + 1)
    if len(content) > MAX_FILE:
        raise HandInError(f"{name} is larger than {MAX_FILE:,} bytes")
    return content


def _from_folder(folder: Path, wanted: Callable[[Parts], bool]) -> Iterator[tuple[Parts, bytes]]:
    entries = candidates = 0
    for place, folders, files in os.walk(folder, followlinks=False):
        folders[:] = sorted(name for name in folders if name not in NOT_LOOKED_AT)
        entries += len(folders) + len(files)
        if entries > MAX_ENTRIES:
            raise HandInError(f"the folder holds more than {MAX_ENTRIES:,} entries")
        for name in files:
            path = Path(place, name)
            parts = path.relative_to(folder).parts
            if not wanted(parts):
                continue
            candidates += 1
            if candidates > MAX_CANDIDATES:
                raise HandInError("the folder holds too many copies of the files that count")
            yield parts, _read_plain(path)


def _read_plain(path: Path) -> bytes:
    """Read an ordinary file: no link, no pipe to wait at, no device without an end."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise HandInError(f"{path.name} cannot be read, or is a link ({error.strerror})") from None
    with os.fdopen(descriptor, "rb") as reader:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise HandInError(f"{path.name} is no ordinary file")
        return _read(reader, path.name)


def _wanted_parts(name: str, wanted: Callable[[Parts], bool]) -> Parts | None:
    """Return a member's path if it is wanted; refuse it if it climbs out of the archive."""
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or name[1:2] == ":":
        raise HandInError(f"the archive holds the path {name[:200]!r}, which climbs out of it")
    if NOT_LOOKED_AT.intersection(path.parts) or not wanted(path.parts):
        return None
    return path.parts


def _from_zip(path: Path, wanted: Callable[[Parts], bool]) -> Iterator[tuple[Parts, bytes]]:
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
        if len(members) > MAX_ENTRIES:
            raise HandInError(f"the archive holds more than {MAX_ENTRIES:,} members")
        places = [(info, _wanted_parts(info.filename, wanted)) for info in members]
        if sum(parts is not None for _, parts in places) > MAX_CANDIDATES:
            raise HandInError("the archive holds too many copies of the files that count")
        for info, parts in places:
            if parts is None or info.is_dir():
                continue
            if stat.S_ISLNK(info.external_attr >> 16):
                raise HandInError(f"{info.filename!r} in the archive is a link")
            with archive.open(info) as reader:
                yield parts, _read(reader, parts[-1])


class _Bounded:
    """A reader that refuses to give more than `left` bytes in all."""

    def __init__(self, reader: IO[bytes], left: int) -> None:
        self.reader, self.left = reader, left

    def read(self, size: int = -1) -> bytes:
        data = self.reader.read(size if size >= 0 else self.left + 1)
        self.left -= len(data)
        if self.left < 0:
            raise HandInError(f"the archive unpacks to more than {MAX_UNPACKED:,} bytes")
        return data


def _decompressed(path: Path) -> IO[bytes]:
    openers: dict[bytes, Any] = {b"\x1f\x8b": gzip.open, b"\xfd7zXZ": lzma.open, b"BZh": bz2.open}
    with path.open("rb") as reader:
        magic = reader.read(6)
    for start, opener in openers.items():
        if magic.startswith(start):
            stream: IO[bytes] = opener(path)
            return stream
    return path.open("rb")


def _from_tar(path: Path, wanted: Callable[[Parts], bool]) -> Iterator[tuple[Parts, bytes]]:
    members = candidates = 0
    with _decompressed(path) as stream:
        bounded: Any = _Bounded(stream, MAX_UNPACKED)  # tarfile's stream mode only reads
        with tarfile.open(fileobj=bounded, mode="r|") as archive:
            for info in archive:
                members += 1
                archive.members.clear()  # type: ignore[attr-defined] # they would fill memory
                if members > MAX_ENTRIES:
                    raise HandInError(f"the archive holds more than {MAX_ENTRIES:,} members")
                parts = _wanted_parts(info.name, wanted)
                if parts is None or info.isdir():
                    continue
                candidates += 1
                if candidates > MAX_CANDIDATES:
                    raise HandInError("the archive holds too many copies of the files that count")
                reader = archive.extractfile(info) if info.isreg() else None
                if reader is None:
                    raise HandInError(f"{info.name!r} in the archive is a link or no ordinary file")
                yield parts, _read(reader, parts[-1])
