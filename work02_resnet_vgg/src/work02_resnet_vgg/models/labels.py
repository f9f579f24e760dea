"""Names of the classes that somebody's own weights know, from the file that lists them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from shared.data.text_files import read_json, read_lines
from shared.errors import UserError

KEYS = ("id2label", "label2id", "label_names", "labels", "classes", "class_to_idx")
"""Where a config.json, of the Hugging Face hub or of timm, has the names."""
DIRECTIONS = {"id2label": False, "label2id": True, "class_to_idx": True}
"""Of these, whether an object gives names their numbers."""


class LabelsError(UserError):
    """A file that does not name the classes, or not those of the weights."""


def read_labels(path: Path) -> tuple[str, ...]:
    """Read the names of the classes, in the order of the outputs.

    Args:
        path: a text file with a name on each line, or JSON: a list of names; an object of numbers
            and names, either way around; or a config.json that holds one of these.

    Raises:
        LabelsError: there is no such file, or it names no classes.
        TextFileError: it is no text, or no JSON.
    """
    if not path.is_file():
        raise LabelsError(f"there is no file of labels {path}")
    if path.suffix.lower() != ".json":
        labels = [line.strip() for line in read_lines(path)]
        while labels and not labels[-1]:
            labels.pop()
    else:
        labels = labels_in(read_json(path)) or []
    if not labels or not all(labels):
        what = "an empty line among its names" if labels else "no names of classes"
        raise LabelsError(f"{path} has {what}: write one name on each line, in the classes' order")
    return tuple(labels)


def labels_beside(weights: Path) -> tuple[Path, tuple[str, ...]] | None:
    """Read the names in the config.json beside a file of weights, or in a folder of weights.

    Returns:
        the file and the names; None where there is no such file, or it has no names.
    """
    path = (weights if weights.is_dir() else weights.parent) / "config.json"
    labels = labels_in(read_json(path)) if path.is_file() else None
    return (path, tuple(labels)) if labels else None


def labels_in(content: Any, numbers_of_names: bool | None = None) -> list[str] | None:
    """Return the names of classes that JSON content has in one of the usual forms, else None.

    Args:
        content: what was read.
        numbers_of_names: whether an object gives names their numbers, or numbers their names; None: find
            out. Names may be numbers, too: ImageFolder sorts the folders "0" to "11" as text, so that "10"
            is the third.
    """
    if isinstance(content, list):
        return [str(name) for name in content]
    if not isinstance(content, Mapping) or not content:
        return None
    for key in KEYS:
        if key in content:
            return labels_in(content[key], DIRECTIONS.get(key))
    numbers = set(map(str, range(len(content))))
    values = list(content.values())
    by_number, by_name = set(content) == numbers, set(map(str, values)) == numbers
    if by_number and by_name and numbers_of_names is None:
        numbers_of_names = all(type(value) is int for value in values)
    if by_name and (numbers_of_names or not by_number):
        return sorted(content, key=lambda name: int(content[name]))
    if by_number:
        # ImageNet's class index has ["n01440764", "tench"] for a name.
        names = (content[str(number)] for number in range(len(content)))
        return [str(name[-1] if isinstance(name, list) and name else name) for name in names]
    return None
