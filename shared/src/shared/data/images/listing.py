"""Which pictures people mean when they name files and folders."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from shared.data.images.photos import ImageError

ENDINGS = frozenset((
    ".avif", ".bmp", ".gif", ".jfif", ".jpe", ".jpeg", ".jpg", ".jp2",
    ".pbm", ".pgm", ".png", ".ppm", ".tga", ".tif", ".tiff", ".webp",
))  # fmt: skip
"""Of pictures that `read_image` reads, in lower case."""

UNREAD = frozenset((
    ".arw", ".cr2", ".cr3", ".dng", ".heic", ".heif", ".jxl",
    ".nef", ".orf", ".psd", ".raf", ".rw2", ".svg",
))  # fmt: skip
"""Of pictures that it does not read."""

COPIES = frozenset({"__macosx", "@eadir", "thumbs.db", "desktop.ini"})
"""What systems leave beside pictures; as everything whose name begins with a dot, no picture."""


@dataclass(frozen=True)
class ImageListing:
    """Files below some folders.

    Attributes:
        files: pictures, sorted within each folder.
        unread: pictures in formats that are not read here, such as HEIC: to be reported.
        others: files that are no pictures by their endings.
    """

    files: tuple[Path, ...]
    unread: tuple[Path, ...]
    others: tuple[Path, ...]


def is_hidden(path: Path) -> bool:
    """Return whether a file or folder is one that systems keep for themselves."""
    return path.name.startswith(".") or path.name.lower() in COPIES


def list_images(*paths: Path) -> ImageListing:
    """List the pictures that `paths` mean: files as they are, folders with all below them.

    Hidden files and folders, `__MACOSX` and the like are passed over. A link to a folder elsewhere is
    followed once. A link that leads nowhere, a pipe and a device are listed as the pictures that their
    names promise: `read_image` refuses them by name.

    Raises:
        ImageError: a path does not exist.
    """
    files: list[Path] = []
    unread: list[Path] = []
    others: list[Path] = []
    for path in paths:
        if path.is_dir():
            for file in _below(path, path.resolve(), {path.resolve()}):
                ending = file.suffix.lower()
                kind = files if ending in ENDINGS else unread if ending in UNREAD else others
                kind.append(file)
        elif path.exists():
            files.append(path)
        else:
            raise ImageError(f"there is no file and no folder {path}")
    return ImageListing(tuple(files), tuple(unread), tuple(others))


def _below(folder: Path, root: Path, seen: set[Path]) -> Iterable[Path]:
    """Yield the files below a folder.

    Args:
        folder: to list.
        root: where the listing began; a link to a folder in it is not followed, as that is listed, too.
        seen: the folders that have been listed: a link may lead round in a circle.
    """
    for path in sorted(folder.iterdir()):
        if is_hidden(path):
            continue
        if path.is_dir():
            real = path.resolve()
            if real in seen or (path.is_symlink() and real.is_relative_to(root)):
                continue
            seen.add(real)
            yield from _below(path, root, seen)
        else:  # a pipe, too: it is refused by name, not passed over
            yield path


def output_names(files: Sequence[Path]) -> list[str]:
    """Return a name for what is made of each file, none twice, also where case does not count.

    It is the file's stem; where stems are equal, with its ending; then with its folder's name; and
    with a number where nothing else differs.
    """
    stems = [file.stem for file in files]
    whole = [file.name.replace(".", "_") for file in files]
    placed = [
        f"{file.absolute().parent.name}_{name}" for file, name in zip(files, whole, strict=True)
    ]
    names = _distinguished(_distinguished(stems, whole), placed)
    taken: set[str] = set()
    for place, name in enumerate(names):
        number = 1
        while names[place].casefold() in taken:
            number += 1
            names[place] = f"{name}_{number}"
        taken.add(names[place].casefold())
    return names


def _distinguished(names: Sequence[str], longer: Sequence[str]) -> list[str]:
    """Return `names`, with the `longer` one for each that stands there twice."""
    times = Counter(name.casefold() for name in names)
    pairs = zip(names, longer, strict=True)
    return [other if times[name.casefold()] > 1 else name for name, other in pairs]
