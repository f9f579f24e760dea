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
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import IO, Any

from shared.grading.errors import HandInError, NeedsLookError

MAX_FILE = 2**20
MAX_ARCHIVE = 200 * 2**20
MAX_UNPACKED = 400 * 2**20
MAX_ENTRIES = 50_000
MAX_CANDIDATES = 200
NOT_LOOKED_AT = {"__MACOSX", ".git", ".venv", "venv", "node_modules", "__pycache__", ".nox"}

Parts = tuple[str, ...]
"""The parts of a file's path in the folder or archive."""

Wanted = Callable[[Parts], int]
"""How many bytes a file with these parts may have to be read; 0 where it is not wanted."""

FOREIGN = {
    b"Rar!": "a RAR archive",
    b"7z\xbc\xaf": "a 7z archive",
    b"\x28\xb5\x2f\xfd": "packed by zstd",
    b"%PDF": "a PDF",
}
"""How files begin that are taken for hand-ins now and then."""


def wanted_files(source: Path | bytes, wanted: Wanted) -> Iterator[tuple[Parts, bytes]]:
    """Yield the path and the content of each file that is `wanted`, in a folder or an archive.

    Args:
        source: a folder, an archive, or an archive's bytes.
        wanted: see `Wanted`.

    Raises:
        HandInError: hostile, or larger than a hand-in can be.
        OSError: it cannot be opened, or is damaged.
        Exception: one of `shared.damaged.BROKEN`: it is damaged.
    """
    if isinstance(source, bytes):
        yield from _from_archive(BytesIO(source), wanted)
    elif source.is_dir():
        yield from _from_folder(source, wanted)
    else:
        if source.stat().st_size > MAX_ARCHIVE:
            raise HandInError(
                f"the archive is larger than {MAX_ARCHIVE:,} bytes: hand in the assignment's folder alone, "
                "without .nox, .venv, runs and data"
            )
        with source.open("rb") as reader:
            yield from _from_archive(reader, wanted)


def _from_archive(reader: IO[bytes], wanted: Wanted) -> Iterator[tuple[Parts, bytes]]:
    magic = reader.read(6)
    reader.seek(0)
    for start, kind in FOREIGN.items():
        if magic.startswith(start):
            raise NeedsLookError(f"it is {kind}: hand in the folder, a zip or a tar of it")
    return _from_zip(reader, wanted) if magic.startswith(b"PK") else _from_tar(reader, wanted)


def _read(reader: IO[bytes], name: str, limit: int) -> bytes:
    content = reader.read(limit + 1)
    if len(content) > limit:
        raise HandInError(f"{name} is larger than {limit:,} bytes")
    return content


def _from_folder(folder: Path, wanted: Wanted) -> Iterator[tuple[Parts, bytes]]:
    entries = candidates = 0
    for place, folders, files in os.walk(folder, followlinks=False):
        folders[:] = sorted(name for name in folders if name not in NOT_LOOKED_AT)
        entries += len(folders) + len(files)
        if entries > MAX_ENTRIES:
            raise HandInError(f"the folder holds more than {MAX_ENTRIES:,} entries")
        for name in files:
            path = Path(place, name)
            parts = path.relative_to(folder).parts
            if not (limit := wanted(parts)):
                continue
            candidates += 1
            if candidates > MAX_CANDIDATES:
                raise HandInError("the folder holds too many copies of the files that count")
            yield parts, read_plain(path, limit)


def read_plain(path: Path, limit: int) -> bytes:
    """Read an ordinary file: no link, no pipe to wait at, no device without an end.

    Raises:
        HandInError: it is anything else, or has more than `limit` bytes.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise HandInError(f"{path.name} cannot be read, or is a link ({error.strerror})") from None
    with os.fdopen(descriptor, "rb") as reader:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise HandInError(f"{path.name} is no ordinary file")
        return _read(reader, path.name, limit)


def _wanted_parts(name: str, wanted: Wanted) -> Parts | None:
    """Return a member's path if it is wanted; refuse it if it climbs out of the archive."""
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or name[1:2] == ":":
        raise HandInError(f"the archive holds the path {name[:200]!r}, which climbs out of it")
    if NOT_LOOKED_AT.intersection(path.parts) or not wanted(path.parts):
        return None
    return path.parts


def _from_zip(stream: IO[bytes], wanted: Wanted) -> Iterator[tuple[Parts, bytes]]:
    with zipfile.ZipFile(stream) as archive:
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
            if info.flag_bits & 1:
                raise NeedsLookError(f"{info.filename!r} in the archive needs a password")
            if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise NeedsLookError(
                    f"{info.filename!r} is packed in an unusual way: make a plain zip"
                )
            with archive.open(info) as reader:
                yield parts, _read(reader, parts[-1], wanted(parts))


class _Bounded:
    """A reader that refuses to give more than `left` bytes in all."""

    def __init__(self, reader: IO[bytes], left: int) -> None:
        self.reader, self.left = reader, left

    def read(self, size: int) -> bytes:
        data = self.reader.read(size)
        # After the end, tarfile reads on until it is where a header says that the next one is.
        self.left -= len(data) or size
        if self.left < 0:
            raise HandInError(f"the archive unpacks to more than {MAX_UNPACKED:,} bytes")
        return data


def _decompressed(stream: IO[bytes]) -> IO[bytes]:
    openers: dict[bytes, Any] = {b"\x1f\x8b": gzip.open, b"\xfd7zXZ": lzma.open, b"BZh": bz2.open}
    magic = stream.read(6)
    stream.seek(0)
    for start, opener in openers.items():
        if magic.startswith(start):
            unpacked: IO[bytes] = opener(stream)
            return unpacked
    return stream


def _from_tar(packed: IO[bytes], wanted: Wanted) -> Iterator[tuple[Parts, bytes]]:
    members = candidates = 0
    with _decompressed(packed) as stream:
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
                plain = info.isreg() and not info.issparse()
                reader = archive.extractfile(info) if plain else None
                if reader is None:
                    raise HandInError(f"{info.name!r} in the archive is a link or no ordinary file")
                yield parts, _read(reader, parts[-1], wanted(parts))
