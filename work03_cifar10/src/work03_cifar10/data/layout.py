"""Which pictures of one's own belong to which part and class: from folders, or from a table.

    photos/cat/1.jpg  photos/dog/2.png …                one set, to be divided
    photos/train/cat/1.jpg …  photos/test/cat/9.jpg     divided already; val/ or valid/ likewise
    list.csv with a header `file,label`                 one set; files are named as seen from it
    labels.csv with `id,label` or `id,breed`, train/    one set, as Kaggle hands it out

Nothing is passed over in silence: what is not used stands in the notes.
"""

from __future__ import annotations

import os.path
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from shared.data.images.listing import ENDINGS, is_hidden, list_images
from shared.data.text_files import read_table
from work03_cifar10.data.splits import ImageDataError

Part = Literal["all", "train", "valid", "test"]

_SPLIT = re.compile(
    r"(?P<train>train|training)|(?P<valid>val|valid|validation|dev)|(?P<test>test|testing)"
)
_SUFFIX = re.compile(r"[ _-]?(set|data|images|split)$")
ARCHIVES = frozenset({".7z", ".rar", ".tar", ".tgz", ".zip"})
NAMED = 5  # so many files are named where there are many


@dataclass(frozen=True)
class Photo:
    """A file that may be a picture, and its class."""

    file: Path
    label: str


@dataclass(frozen=True)
class Layout:
    """The pictures of each part.

    Attributes:
        parts: `all`, to be divided; or `train`, with `valid` and `test` where there are such.
        notes: lines about what is not used.
    """

    parts: dict[Part, list[Photo]]
    notes: tuple[str, ...]


def read_layout(path: Path) -> Layout:
    """Find the pictures that `path` means, a folder or a table; none is opened.

    Raises:
        ImageDataError: there is nothing at `path`; the parts or the lines of a table cannot be
            understood.
        TextFileError: a file that is no table.
    """
    if path.is_file():
        if path.suffix.lower() in ENDINGS | ARCHIVES:
            raise ImageDataError(
                f"{path} is no folder and no CSV: name the folder of the pictures (unpacked)"
            )
        return _of_table(path)
    if not path.is_dir():
        raise ImageDataError(f"there is no folder and no CSV {path}")
    return _of_folder(path)


def part_of(name: str) -> Part | None:
    """Return the part that a folder's name usually means, in any case, or None."""
    match = _SPLIT.fullmatch(_SUFFIX.sub("", name.lower()))
    return match.lastgroup if match else None  # type: ignore[return-value]


def shown(files: Sequence[Path | str]) -> str:
    """Name some files: "3 file(s): a, b, c"."""
    more = f", … and {len(files) - NAMED} more" if len(files) > NAMED else ""
    return f"{len(files)} file(s): {', '.join(map(str, files[:NAMED]))}{more}"


def _of_folder(folder: Path) -> Layout:
    notes: list[str] = []
    inside = _folders(folder)
    by_part: dict[Part, Path] = {}
    for child in inside:
        part = part_of(child.name)
        # A class may be called "train": what holds pictures itself and no folders is a class.
        if part is None or not any(map(_has_pictures, _folders(child))):
            continue
        if part in by_part:
            raise ImageDataError(
                f"{by_part[part]} and {child} are both {part} images: put them into one folder"
            )
        by_part[part] = child
    if not by_part:
        if inside and all(part_of(child.name) for child in inside):
            raise ImageDataError(
                f"{inside[0]} has no folder for each class: put the pictures of each class into "
                f"one, such as {inside[0] / 'cat'}"
            )
        return Layout({"all": _classes(folder, notes)}, tuple(notes))
    if "train" not in by_part:
        (found, *_) = by_part.values()
        raise ImageDataError(
            f"{folder} has {found.name}, but no folder train: put the pictures to train with there"
        )
    for child in inside:
        if child not in by_part.values():
            notes.append(f"not used, as it is no part with classes: {child}, {_count(child)}")
    _note_loose(folder, notes)
    order: tuple[Part, ...] = ("train", "valid", "test")
    parts: dict[Part, list[Photo]] = {
        part: _classes(by_part[part], notes) for part in order if part in by_part
    }
    return Layout(parts, tuple(notes))


def _folders(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.iterdir()) if path.is_dir() and not is_hidden(path)]


def _has_pictures(folder: Path) -> bool:
    listing = list_images(folder)
    return bool(listing.files or listing.unread)


def _count(folder: Path) -> str:
    count = len(list_images(folder).files)
    return f"{count} picture(s)" + (": predict.py classifies them" if count else "")


def _note_loose(folder: Path, notes: list[str]) -> None:
    loose = [path for path in sorted(folder.iterdir()) if not (path.is_dir() or is_hidden(path))]
    if loose:
        notes.append(f"not used, as they are in no class's folder: {shown(loose)}")


def _classes(folder: Path, notes: list[str]) -> list[Photo]:
    """List the pictures of each class's folder, at any depth."""
    photos: list[Photo] = []
    unread: list[Path] = []
    others: list[Path] = []
    for kind in _folders(folder):
        listing = list_images(kind)
        photos += [Photo(file, _label(kind.name)) for file in listing.files]
        unread += listing.unread
        others += listing.others
        if not listing.files:
            notes.append(f"no class, as it has no pictures that are read here: {kind}")
    _note_loose(folder, notes)
    if unread:
        notes.append(f"in formats that are not read here, save them as JPEG: {shown(unread)}")
    if others:
        notes.append(f"no pictures by their names: {shown(others)}")
    return photos


def _label(name: str) -> str:
    """Return a class's name in one form."""
    return _composed(name.strip())


def _composed(name: str) -> str:
    """Return a name in one form: an é typed on a Mac (NFD) is the é of others (NFC)."""
    return unicodedata.normalize("NFC", name)


def _of_table(path: Path) -> Layout:
    table = read_table(path)
    names = {column.lower(): column for column in table.columns}
    file_column = next((names[name] for name in ("file", "id") if name in names), None)
    label_column = next((names[name] for name in ("label", "breed") if name in names), None)
    if file_column is None or label_column is None:
        raise ImageDataError(
            f"{path}: the first line must be `file,label`, or Kaggle's `id,label` or `id,breed`"
        )
    by_id = _by_id(path) if file_column.lower() == "id" else {}
    photos = []
    for line, row in zip(table.lines, table.rows, strict=True):
        file, label = row[file_column].strip(), _label(row[label_column])
        if not file or not label:
            raise ImageDataError(f"{path}, line {line}: a file and its label are both needed")
        photos.append(Photo(by_id.get(_composed(file)) or _find(path, line, file), label))
    unused = [column for column in table.columns if column not in (file_column, label_column)]
    notes = (f"columns that are not used: {', '.join(unused)}",) if unused else ()
    return Layout({"all": photos}, notes)


def _by_id(table: Path) -> dict[str, Path]:
    """Return the pictures in the folder train beside a table, or else beside it, by their ids.

    An id is a file's name without its ending, its accents composed.

    Raises:
        ImageDataError: two have one id.
    """
    folder = table.parent / "train"
    files = (folder if folder.is_dir() else table.parent).iterdir()
    pictures: dict[str, Path] = {}
    for file in sorted(file for file in files if file.suffix.lower() in ENDINGS):
        if is_hidden(file):
            continue
        first = pictures.setdefault(_composed(file.stem), file)
        if first != file:
            raise ImageDataError(f"{first} and {file} have one id: remove one")
    return pictures


def _find(table: Path, line: int, name: str) -> Path:
    """Return the file that a table names, whatever the slashes and the form of its accents.

    Raises:
        ImageDataError: a relative name leads out of the table's folder.
    """
    forms = [name, name.replace("\\", "/")]
    forms += [unicodedata.normalize(form, forms[1]) for form in ("NFC", "NFD")]
    for form in forms:
        if not Path(form).is_absolute() and Path(os.path.normpath(form)).parts[:1] == ("..",):
            raise ImageDataError(
                f"{table}, line {line}: {name} lies outside {table.parent}: move the table, or "
                "write the whole path"
            )
    found = (table.parent / form for form in forms if _exists(table.parent / form))
    return next(found, table.parent / name)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # too long a name for a file
        return False
