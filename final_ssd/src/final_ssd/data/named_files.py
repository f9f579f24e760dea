"""Files by the names that people write: with an ending or without, with folders or without, in any case."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath

from shared.data.images.listing import ENDINGS, UNREAD, is_hidden, list_images

SPLITS = {
    "train": "train", "training": "train", "trainval": "train",
    "val": "valid", "valid": "valid", "validation": "valid", "dev": "valid",
    "test": "test", "testing": "test",
}  # fmt: skip
"""Usual names of lists and folders, and whose they are."""


class NamedFiles:
    """Files below a folder, to be found by name.

    A name is looked for as it is, then without its ending, then in any case and spelling of its
    letters (NFC, NFD), then without its folders.

    Args:
        folder: names are relative to it.
        files: below it.
    """

    def __init__(self, folder: Path, files: Iterable[Path]) -> None:
        self._levels: tuple[dict[str, list[Path]], ...] = tuple(defaultdict(list) for _ in range(3))
        for file in files:
            place = PurePosixPath(file.relative_to(folder).as_posix())
            both = str(place), str(place.with_suffix(""))
            for known, names in zip(self._levels, _spellings(both), strict=True):
                for name in names:
                    known[name].append(file)

    def find(self, name: str) -> list[Path]:
        """Return the files that a name means: none, one, or several that it does not tell apart."""
        whole, bare = self.ways(name)
        return whole or bare

    def ways(self, name: str) -> tuple[list[Path], list[Path]]:
        """Return the files that a name means with its folders; else those that it means without them."""
        place = PurePosixPath(name.replace("\\", "/"))
        both = [str(place)]
        if place.suffix.lower() in (*ENDINGS, *UNREAD, ".xml"):
            both.append(str(place.with_suffix("")))
        *whole, bare = (
            next((known[one] for one in names if one in known), [])
            for known, names in zip(self._levels, _spellings(both), strict=True)
        )
        found = next(filter(None, whole), [])
        return found, [] if found else bare


def settle(wanted: Mapping[Path, Sequence[list[Path]]]) -> dict[Path, list[Path]]:
    """Decide which file each of many names means: one, none, or several that it does not tell apart.

    `p.jpg` in one folder is not `p.jpg` in another one. So what a less sure way finds is a name's own
    only where no surer way gives it to another name, and no other name finds it in the same way.

    Args:
        wanted: by the path that a name stands for, the files that it may mean: by one way of looking
            after another, the surest first.
    """
    settled: dict[Path, list[Path]] = {}
    taken: set[Path] = set()
    for way in range(max(map(len, wanted.values()), default=0)):
        single = {
            name: ways[way][0]
            for name, ways in wanted.items()
            if name not in settled and way < len(ways) and len(ways[way]) == 1
        }
        times = Counter(single.values())
        for name, file in single.items():
            if way == 0 or (file not in taken and times[file] == 1):
                settled[name] = [file]
        taken |= set(single.values())
    for name, ways in wanted.items():
        settled.setdefault(name, next((files for files in ways if len(files) > 1), []))
    return settled


def _spellings(names: Sequence[str]) -> tuple[list[str], list[str], list[str]]:
    """Return names as they are, in plain letters, and without their folders."""
    plain = [unicodedata.normalize("NFC", name).casefold() for name in names]
    return list(names), plain, [name.rpartition("/")[2] for name in plain]


def pictures(folder: Path) -> list[Path]:
    """List all pictures below a folder, also those in formats that cannot be read."""
    listing = list_images(folder)
    return [*listing.files, *listing.unread]


def files_below(folder: Path, ending: str) -> list[Path]:
    """List the files below a folder with this ending, in any case; hidden ones are passed over."""
    return [
        file
        for file in sorted(folder.rglob("*"))
        if file.suffix.lower() == ending
        and not any(is_hidden(part) for part in (file, *file.relative_to(folder).parents[:-1]))
        and file.is_file()
    ]


def child(folder: Path, *names: str) -> Path:
    """Return the folder in `folder` that has one of these names, in any case; else `folder` itself."""
    wanted = [name.lower() for name in names]
    below = [path for path in folder.iterdir() if path.name.lower() in wanted and path.is_dir()]
    return min(below, key=lambda path: wanted.index(path.name.lower()), default=folder)


def split_of(place: PurePosixPath | Path) -> str | None:
    """Return whose a file is by the folders that it is in: train, valid or test."""
    parts = [SPLITS.get(part.lower()) for part in place.parts[:-1]]
    return next((split for split in reversed(parts) if split), None)
