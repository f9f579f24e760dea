"""What a run writes down while it learns: metrics.jsonl, TensorBoard events, curves.svg."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from torch.utils.tensorboard import SummaryWriter

from shared.plotting import plot_curves


def read_metrics(folder: Path) -> list[dict[str, Any]]:
    """Read the records of a run folder's metrics.jsonl, oldest first."""
    with (folder / "metrics.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


class Logbook:
    """Appends one record at a time to a run folder.

    Args:
        folder: the run folder.
        records: how many records of an earlier part of the run to keep; what was written
            after its checkpoint is dropped, since it will be written again.
    """

    def __init__(self, folder: Path, records: int = 0) -> None:
        self.folder = folder
        self.records = records
        path = folder / "metrics.jsonl"
        kept = path.read_bytes().splitlines(keepends=True)[:records] if records else []
        self._file = path.open("wb", buffering=0)
        for line in kept:
            self._file.write(line)
        last_step = json.loads(kept[-1])["step"] if kept else 0
        self._tensorboard = SummaryWriter(
            str(folder / "tensorboard"), purge_step=last_step + 1 if kept else None
        )

    def write(self, record: Mapping[str, Any]) -> None:
        """Append a record; its numbers go to TensorBoard too, at its `step`."""
        self._file.write((json.dumps(record) + "\n").encode())
        self.records += 1
        for name, value in record.items():
            if name not in {"epoch", "step", "seconds"}:
                self._tensorboard.add_scalar(name, value, record["step"])

    def flush(self) -> None:
        """Make sure that a crash of the machine loses nothing written so far."""
        os.fsync(self._file.fileno())
        self._tensorboard.flush()

    def draw(self) -> None:
        """Draw curves.svg from what has been written."""
        if self.records:
            plot_curves(read_metrics(self.folder), self.folder / "curves.svg")

    def close(self) -> None:
        """Flush and close the files."""
        self._tensorboard.close()
        self._file.close()
