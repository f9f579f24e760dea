"""Where commands may write: what people brought is never replaced."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from shared.errors import UserError


class PlaceError(UserError):
    """A file or a folder that cannot be written, or must not be."""


def refuse_replacing(given: Iterable[Path], written: Iterable[Path]) -> None:
    """Make sure that no output replaces a file that it is made from.

    Raises:
        PlaceError: one would.
    """
    own = {path.resolve() for path in given}
    for path in written:
        if path.resolve() in own:
            raise PlaceError(f"{path} would be replaced: name another place with --out")


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
