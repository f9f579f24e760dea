"""Take the rubric's files, and nothing else, out of a folder, a zip or a tar.

A hand-in is never unpacked: each wanted file is found by its name and read into memory with a limit.
So links lead nowhere, a bomb stays packed, and a conftest.py or a sitecustomize.py beside the
wanted files does not exist for the judge.
"""

from __future__ import annotations

import lzma
import os
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

from shared.grading.assignment.rubric import Rubric
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


@dataclass(frozen=True)
class HandIn:
    """What was handed in: the text of each module that was there, by the module's full name."""

    name: str
    sources: dict[str, bytes]


def read_hand_in(path: Path, rubric: Rubric) -> HandIn:
    """Find the rubric's modules in a folder or an archive.

    They may lie under any folder, as `src/package/module.py`, `package/module.py`, or `module.py`
    alone, all of them in one place.

    Raises:
        HandInError: not readable, hostile, or with two places that hold the same module.
    """
    name = safe_name(path)
    # As Path objects, names that are no UTF-8 keep their bytes.
    if path.is_symlink():
        raise HandInError(f"{name} is a link, not a hand-in")
    try:
        if path.is_dir():
            candidates = list(_from_folder(path, rubric))
        elif path.is_file():
            candidates = list(_from_archive(path, rubric))
        else:
            raise HandInError(f"{name}: there is no such folder or archive")
    except HandInError as error:
        raise HandInError(safe_text(str(error))) from None
    except BROKEN as error:
        raise HandInError(safe_text(f"{name} is damaged or no archive ({error})")) from None
    return HandIn(name, _choose(candidates, rubric))


def safe_text(text: str) -> str:
    """Text that any terminal and any file takes: names need not be UTF-8."""
    return text.encode("utf-8", "replace").decode("utf-8").translate(_CONTROL)


_CONTROL = {**dict.fromkeys(range(32), "?"), **dict.fromkeys(range(127, 160), "?")}


def safe_name(path: Path) -> str:
    """A hand-in's name for tables and file names: its last part, without an archive's ending."""
    name = path.resolve().name
    for ending in (".tar.gz", ".tar.xz", ".tar.bz2", ".tgz", ".tar", ".zip"):
        name = name.removesuffix(ending)
    return safe_text(os.fsencode(name).decode("utf-8", "replace")) or "hand-in"


@dataclass(frozen=True)
class _Candidate:
    """A file that could be the module `module`; `root` is the folder that its package lies in."""

    module: str
    root: tuple[str, ...]
    length: int  # of the part of its path that names the module: src/package/module.py is 3
    content: bytes


def _matches(parts: tuple[str, ...], rubric: Rubric) -> Iterator[tuple[str, int]]:
    """The modules whose file a path could be, and how many of its last parts say so."""
    for module in rubric.modules:
        full = ("src", *module.split("."))
        full = (*full[:-1], f"{full[-1]}.py")
        for start in range(3):
            wanted = full[start:]
            if parts[-len(wanted) :] == wanted:
                yield module, len(wanted)
                break


def _candidate(parts: tuple[str, ...], rubric: Rubric, content: bytes) -> Iterator[_Candidate]:
    for module, length in _matches(parts, rubric):
        yield _Candidate(module, parts[:-length], length, content)


def _choose(candidates: Iterable[_Candidate], rubric: Rubric) -> dict[str, bytes]:
    """One file for each module, all from the place that names most of them best."""
    places: dict[tuple[tuple[str, ...], int], dict[str, bytes]] = {}
    for found in candidates:
        depth = len(found.module.split("."))
        place = (found.root, depth + 1 - found.length)
        if found.module in places.setdefault(place, {}):
            raise HandInError(f"the hand-in holds {found.module} twice")
        places[place][found.module] = found.content
    if not places:
        wanted = ", ".join(f"{name.rpartition('.')[2]}.py" for name in rubric.modules)
        raise HandInError(f"the hand-in holds none of the files that count: {wanted}")
    # The fuller path is the surer one; a lone module.py in tests/ or backup/ is not meant then.
    closest = min(missing for _, missing in places)
    roots = [root for root, missing in places if missing == closest]
    if len(roots) > 1:
        listed = " and ".join(sorted("/".join(root) or "." for root in roots)[:3])
        raise HandInError(f"the hand-in holds the assignment in several places: {listed}")
    return places[(roots[0], closest)]


def _read(reader: IO[bytes], name: str) -> bytes:
    content = reader.read(MAX_FILE + 1)
    if len(content) > MAX_FILE:
        raise HandInError(f"{name} is larger than {MAX_FILE:,} bytes")
    return content


def _from_folder(folder: Path, rubric: Rubric) -> Iterator[_Candidate]:
    entries = candidates = 0
    for place, folders, files in os.walk(folder, followlinks=False):
        folders[:] = sorted(name for name in folders if name not in NOT_LOOKED_AT)
        entries += len(folders) + len(files)
        if entries > MAX_ENTRIES:
            raise HandInError(f"the folder holds more than {MAX_ENTRIES:,} entries")
        for name in files:
            path = Path(place, name)
            parts = path.relative_to(folder).parts
            if not any(_matches(parts, rubric)):
                continue
            candidates += 1
            if candidates > MAX_CANDIDATES:
                raise HandInError("the folder holds too many copies of the files that count")
            yield from _candidate(parts, rubric, _read_plain(path))


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


def _parts(name: str) -> tuple[str, ...]:
    """A member's path; refused if it climbs out of the archive."""
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or name[1:2] == ":":
        raise HandInError(f"the archive holds the path {name[:200]!r}, which climbs out of it")
    return path.parts


def _wanted(name: str, rubric: Rubric) -> tuple[str, ...] | None:
    parts = _parts(name)
    if NOT_LOOKED_AT.intersection(parts) or not any(_matches(parts, rubric)):
        return None
    return parts


def _from_archive(path: Path, rubric: Rubric) -> Iterator[_Candidate]:
    if path.stat().st_size > MAX_ARCHIVE:
        raise HandInError(f"the archive is larger than {MAX_ARCHIVE:,} bytes")
    with path.open("rb") as reader:
        magic = reader.read(6)
    return _from_zip(path, rubric) if magic.startswith(b"PK") else _from_tar(path, rubric)


def _from_zip(path: Path, rubric: Rubric) -> Iterator[_Candidate]:
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
        if len(members) > MAX_ENTRIES:
            raise HandInError(f"the archive holds more than {MAX_ENTRIES:,} members")
        found = [(info, _wanted(info.filename, rubric)) for info in members]
        if sum(parts is not None for _, parts in found) > MAX_CANDIDATES:
            raise HandInError("the archive holds too many copies of the files that count")
        for info, parts in found:
            if parts is None or info.is_dir():
                continue
            if stat.S_ISLNK(info.external_attr >> 16):
                raise HandInError(f"{info.filename!r} in the archive is a link")
            with archive.open(info) as reader:
                yield from _candidate(parts, rubric, _read(reader, parts[-1]))


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
    import bz2
    import gzip

    openers: dict[bytes, Any] = {b"\x1f\x8b": gzip.open, b"\xfd7zXZ": lzma.open, b"BZh": bz2.open}
    with path.open("rb") as reader:
        magic = reader.read(6)
    for start, opener in openers.items():
        if magic.startswith(start):
            stream: IO[bytes] = opener(path)
            return stream
    return path.open("rb")


def _from_tar(path: Path, rubric: Rubric) -> Iterator[_Candidate]:
    members = candidates = 0
    with _decompressed(path) as stream:
        bounded: Any = _Bounded(stream, MAX_UNPACKED)  # tarfile's stream mode only reads
        with tarfile.open(fileobj=bounded, mode="r|") as archive:
            for info in archive:
                members += 1
                archive.members.clear()  # type: ignore[attr-defined] # they would fill memory
                if members > MAX_ENTRIES:
                    raise HandInError(f"the archive holds more than {MAX_ENTRIES:,} members")
                parts = _wanted(info.name, rubric)
                if parts is None or info.isdir():
                    continue
                candidates += 1
                if candidates > MAX_CANDIDATES:
                    raise HandInError("the archive holds too many copies of the files that count")
                reader = archive.extractfile(info) if info.isreg() else None
                if reader is None:
                    raise HandInError(f"{info.name!r} in the archive is a link or no ordinary file")
                yield from _candidate(parts, rubric, _read(reader, parts[-1]))
