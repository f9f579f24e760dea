"""What a run writes down while it learns: metrics.jsonl, TensorBoard events, curves.svg."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from shared.files import write_text_atomically
from shared.training.errors import RunFolderError

METRICS = "metrics.jsonl"


def read_metrics(folder: Path) -> list[dict[str, Any]]:
    """Read the records of a run folder's metrics.jsonl, oldest first.

    Raises:
        RunFolderError: it is missing or damaged.
    """
    path = folder / METRICS
    number = 0
    records = []
    try:
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):  # noqa: B007 - for the message
                record = json.loads(line)
                if not isinstance(record, dict):
                    raise ValueError("it holds no object")
                records.append(record)
    except OSError as error:
        raise RunFolderError(f"{path} cannot be read ({error.strerror})") from None
    except ValueError as error:
        raise RunFolderError(
            f"{path} is damaged in line {number or 1} ({error}): `--resume {folder}` writes it again"
        ) from None
    return records


class Logbook:
    """Appends one record at a time to a run folder.

    Args:
        folder: the run folder.
        records: those of an earlier part of the run, as its checkpoint kept them. What was written
            after it is dropped, since it will be written again.

    Attributes:
        records: all, as lines of JSON.
        mended: whether metrics.jsonl held something else than the records of the earlier part.
    """

    def __init__(self, folder: Path, records: Sequence[str] = ()) -> None:
        from torch.utils.tensorboard import SummaryWriter  # slow to import

        self.folder = folder
        self.records = list(records)
        path = folder / METRICS
        text = "".join(line + "\n" for line in self.records)
        there = path.read_bytes() if path.is_file() else b""
        self.mended = not there.startswith(text.encode())
        write_text_atomically(path, text)
        self._file = path.open("ab", buffering=0)
        self._hook, threading.excepthook = threading.excepthook, self._one_of_a_thread
        last_step = json.loads(self.records[-1])["step"] if self.records else 0
        try:
            self._tensorboard = SummaryWriter(
                str(folder / "tensorboard"), purge_step=last_step + 1 if self.records else None
            )
        except OSError:
            self._file.close()
            raise

    def _one_of_a_thread(self, error: threading.ExceptHookArgs) -> None:
        """Let TensorBoard's thread end without a traceback: its OSError comes again in `write`."""
        if not isinstance(error.exc_value, OSError):
            self._hook(error)

    def write(self, record: Mapping[str, Any]) -> None:
        """Append a record; its numbers go to TensorBoard too, at its `step`."""
        line = json.dumps(record)
        self._file.write((line + "\n").encode())
        self.records.append(line)
        for name, value in record.items():
            if name not in {"epoch", "step", "seconds"}:
                self._tensorboard.add_scalar(name, value, record["step"])

    def flush(self) -> None:
        """Make sure that a crash of the machine loses nothing written so far."""
        os.fsync(self._file.fileno())
        self._tensorboard.flush()

    def draw(self) -> None:
        """Draw curves.svg from what has been written."""
        from shared.plotting import plot_curves  # matplotlib is slow to import

        if self.records:
            plot_curves([json.loads(line) for line in self.records], self.folder / "curves.svg")

    def close(self) -> None:
        """Flush and close the files."""
        self._file.close()
        try:
            self._tensorboard.close()
        finally:
            threading.excepthook = self._hook
