"""Where commands may write: what people brought is never replaced."""

from __future__ import annotations

from pathlib import Path

from shared.errors import UserError


class PlaceError(UserError):
    """A file or a folder that cannot be written, or must not be."""


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it, where there is none.

    Raises:
        PlaceError: it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PlaceError(
            f"cannot make the folder {folder} ({error.strerror}): name another place with --out"
        ) from error
