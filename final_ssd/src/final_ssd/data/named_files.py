"""Files by the names that people write: with an ending or without, with folders or without, in any case."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
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
        place = PurePosixPath(name.replace("\\", "/"))
        both = [str(place)]
        if place.suffix.lower() in (*ENDINGS, *UNREAD, ".xml"):
            both.append(str(place.with_suffix("")))
        for known, names in zip(self._levels, _spellings(both), strict=True):
            for one in names:
                if one in known:
                    return known[one]
        return []


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
