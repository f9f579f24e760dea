"""Notice when a cached file was changed, without reading every byte at every use."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

from shared.data.catalogue.entries import DataSet
from shared.data.files import sha256
from shared.files import write_text_atomically


def is_unchanged(folder: Path, data_set: DataSet) -> bool:
    """Return whether every file is there with the catalogue's SHA-256.

    A file is digested once for each size and modification time; a note beside the folder says for
    which. Where the note cannot be written, as in a read-only cache, files are digested each time.

    Args:
        folder: the data set's in the cache.
        data_set: its entry in the catalogue.
    """
    try:
        states = _states(folder, data_set)
        known = _read_note(folder)
        new = [file for file in data_set.files if known.get(file.path) != states[file.path]]
        if any(sha256(folder / file.path) != file.sha256 for file in new):
            return False
    except OSError:
        return False
    if new:
        remember(folder, data_set)
    return True


def remember(folder: Path, data_set: DataSet) -> None:
    """Note that the files of `folder`, as they are now, have the catalogue's bytes."""
    note = json.dumps(_states(folder, data_set))
    with contextlib.suppress(OSError):
        write_text_atomically(_note(folder), note)


def _states(folder: Path, data_set: DataSet) -> dict[str, list[int | str]]:
    states: dict[str, list[int | str]] = {}
    for file in data_set.files:
        state = (folder / file.path).stat()
        states[file.path] = [state.st_size, state.st_mtime_ns, file.sha256]
    return states


def _read_note(folder: Path) -> dict[str, list[int | str]]:
    try:
        note = json.loads(_note(folder).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return note if isinstance(note, dict) else {}


def _note(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.verified")
