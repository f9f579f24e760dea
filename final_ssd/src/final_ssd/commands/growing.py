"""Result files that are whole after every image: what is done is on disk before anything can fail."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from shared.errors import UserError

_END = b"\n]\n"


class Growing:
    """detections.json, a list, and submission.csv in a folder; each image is added to both.

    Earlier ones are replaced when the first image is added.

    Raises:
        UserError: the folder cannot be made, or the files in it cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._files: tuple[IO[bytes], IO[bytes]] | None = None
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UserError(f"--out {folder} cannot be made ({error.strerror})") from None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for file in self._files or ():
            file.close()

    def add(self, entries: Sequence[object], line: str) -> None:
        """Add an image's entries to the list, and its line to the table."""
        entered, lines = self._files or self._open()
        if entries:
            entered.seek(-len(_END), 2)
            empty = entered.tell() == 1
            added = ",\n".join(json.dumps(entry) for entry in entries)
            entered.write((("\n" if empty else ",\n") + added).encode() + _END)
        entered.flush()
        lines.write(f"{line}\n".encode("utf-8", "replace"))
        lines.flush()

    def _open(self) -> tuple[IO[bytes], IO[bytes]]:
        try:
            entered = (self.folder / "detections.json").open("wb+")
            lines = (self.folder / "submission.csv").open("wb")
        except OSError as error:
            raise UserError(f"{error.filename} cannot be written ({error.strerror})") from None
        entered.write(b"[" + _END)
        self._files = entered, lines
        return self._files
