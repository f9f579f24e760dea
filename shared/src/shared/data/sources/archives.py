"""Take named members out of a zip, a tar or a Debian package that nobody vouches for.

Nothing is written under a name of the archive's choosing: the caller says which members it wants
and how long each may be. An archive that tries to climb out of a folder is refused all the same,
because whoever made it meant harm.
"""

import gzip
import lzma
import re
import stat
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import IO, Any, cast

from shared.damaged import BROKEN as BROKEN  # the forms take it from here
from shared.data.errors import SourceError, UnsafeArchiveError
from shared.data.files import CHUNK, Readable, chunks, write_chunks

GZIP_MARGIN = 1 << 16  # bytes: gzip adds a header and 5 bytes for each incompressible 32 KiB


def extract(archive: Path, wanted: Mapping[str, int], into: Path, limit: int) -> None:
    """Write those members of `archive` that `wanted` names into the folder `into`.

    `wanted` maps a member's path to the bytes it may have; members that the archive lacks are
    left to the caller. `limit` bounds the bytes that are unpacked on the way, so that a small file
    cannot keep the machine busy.

    Raises:
        UnsafeArchiveError: the archive is hostile.
        SourceError: it is damaged, or no archive.
        OSError: it cannot be opened.
    """
    with archive.open("rb") as reader:
        magic = reader.read(8)
    try:
        if magic.startswith(b"PK"):
            _extract_zip(archive, wanted, into)
        elif magic == b"!<arch>\n":
            _extract_tar(_debian_data(archive, into), wanted, into, limit)
        else:
            _extract_tar(archive, wanted, into, limit)
    except (*BROKEN, OSError) as error:
        raise SourceError(f"{archive.name} is damaged or no archive ({error})") from error


def _safe_name(name: str) -> str:
    """Return a member's path without a leading './'; refuse one that climbs out."""
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or name[1:2] == ":":
        raise UnsafeArchiveError(f"the archive holds the path {name!r}, which climbs out of it")
    return str(path)


def _write(reader: Readable, name: str, limit: int, into: Path) -> None:
    target = into / name
    if target.exists():
        raise UnsafeArchiveError(f"the archive holds {name!r} twice")
    write_chunks(chunks(reader), target, limit)


def _extract_zip(archive: Path, wanted: Mapping[str, int], into: Path) -> None:
    with zipfile.ZipFile(archive) as opened:
        for info in opened.infolist():
            name = _safe_name(info.filename)
            if name not in wanted:
                continue
            if info.is_dir() or stat.S_ISLNK(info.external_attr >> 16):
                raise UnsafeArchiveError(f"{name!r} in the archive is no ordinary file")
            with opened.open(info) as reader:
                _write(reader, name, wanted[name], into)


class _Bounded:
    """A reader that refuses to give more than `limit` bytes in all."""

    def __init__(self, reader: IO[bytes], limit: int) -> None:
        self.reader, self.left = reader, limit

    def read(self, size: int = CHUNK) -> bytes:
        data = self.reader.read(size)
        # After the end, tarfile reads on until it is where a header says that the next one is.
        self.left -= len(data) or size
        if self.left < 0:
            raise UnsafeArchiveError("the archive unpacks to far more than the data set")
        return data


def _decompressed(archive: Path) -> IO[bytes]:
    with archive.open("rb") as reader:
        magic = reader.read(6)
    if magic.startswith(b"\x1f\x8b"):
        return cast("IO[bytes]", gzip.open(archive))
    if magic == b"\xfd7zXZ\x00":
        return cast("IO[bytes]", lzma.open(archive))
    return archive.open("rb")


def _extract_tar(archive: Path, wanted: Mapping[str, int], into: Path, limit: int) -> None:
    with _decompressed(archive) as stream:
        bounded: Any = _Bounded(stream, limit)  # tarfile's stream mode needs no more than read()
        with tarfile.open(fileobj=bounded, mode="r|") as opened:
            for info in opened:
                name = _safe_name(info.name)
                if name not in wanted:
                    continue
                reader = opened.extractfile(info) if info.isreg() else None
                if reader is None:
                    raise UnsafeArchiveError(f"{name!r} in the archive is no ordinary file")
                _write(reader, name, wanted[name], into)


def _debian_data(package: Path, into: Path) -> Path:
    """Write the data archive inside a `.deb` beside it and return its path.

    A `.deb` is an `ar` archive (deb(5)): after the magic, members with a header of 60 bytes whose
    bytes 0–15 are the name and 48–57 the length in decimal, each padded to an even offset.
    """
    with package.open("rb") as reader:
        reader.seek(8)
        while len(header := reader.read(60)) == 60:
            name = header[:16].decode("ascii", "replace").strip().rstrip("/")
            length = int(header[48:58])
            if length < 0:
                raise UnsafeArchiveError(f"{name!r} in the package has a negative length")
            if re.fullmatch(r"data\.tar(\.[a-z0-9]+)?", name):  # no path of the package's choosing
                if name.endswith(".zst"):
                    raise SourceError(
                        f"{name} is compressed by zstd, which Python 3.13 cannot read"
                    )
                target = into / name
                _write(cast("Readable", _Part(reader, length)), name, length, into)
                return target
            reader.seek(length + length % 2, 1)
    raise SourceError(f"{package.name} holds no data.tar")


class _Part:
    """The next `length` bytes of a reader."""

    def __init__(self, reader: IO[bytes], length: int) -> None:
        self.reader, self.left = reader, length

    def read(self, size: int, /) -> bytes:
        data = self.reader.read(min(size, self.left))
        self.left -= len(data)
        return data
