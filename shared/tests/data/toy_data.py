"""A toy data set, and how to write and read folders of small files."""

import hashlib
from pathlib import Path

from shared.data.catalogue.entries import DataSet, File, Source

CONTENT = {"a.txt": b"alpha\n" * 100, "b/c.txt": bytes(range(256))}


def toy(*sources: Source, content: dict[str, bytes] = CONTENT) -> DataSet:
    files = tuple(
        File(path, hashlib.sha256(data).hexdigest(), len(data)) for path, data in content.items()
    )
    return DataSet("toy", "a toy", "none", files, sources)


def write_files(folder: Path, content: dict[str, bytes]) -> None:
    for path, data in content.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)


def read_files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def visible(cache: Path) -> list[str]:
    """What is in the cache beside lock files and notes, which stay."""
    return sorted(p.name for p in cache.iterdir() if p.suffix not in (".lock", ".verified"))
