"""Checkpoints: everything a run needs to go on as if nothing had happened.

One file, written to a temporary name and renamed, so that a crash leaves the previous checkpoint
or the new one. Its last line holds the step and a digest of all before it: a file of which one bit
has changed is refused. The checkpoint before is kept as `previous.pt`. A file is read with
`weights_only=True`: nothing in it is executed.

What a process has for itself, its random generators and its share of the epoch's averages, is
kept by rank. With as many processes as before each goes on from its own, and the run ends with
the same bits. With another number the batches and their order stay the same, and the sums pass to
the first process; the generators of the others start anew, so that dropout draws other units.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import re
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any

import torch
from torch import nn

from shared.files import write_atomically
from shared.training.errors import CheckpointError
from shared.training.folder.state_dicts import first_difference

FORMAT = 3
PLACE, STATE, PREVIOUS = "checkpoint", "state.pt", "previous.pt"
_SEAL = re.compile(rb"\nstep (\d{12}) sha256 ([0-9a-f]{64})\n")
_SEAL_LENGTH = len("\nstep  sha256 \n") + 12 + 64
_BLOCK = 2**20  # bytes


def checkpoint_path(folder: Path) -> Path:
    """Return where a run folder keeps its checkpoint."""
    return folder / PLACE / STATE


def previous_path(folder: Path) -> Path:
    """Return where a run folder keeps the checkpoint before."""
    return folder / PLACE / PREVIOUS


def run_and_checkpoint(resume: Path) -> tuple[Path, Path]:
    """Return the run folder and the checkpoint that `--resume` means, naming either of them."""
    if resume.name in (STATE, PREVIOUS) and resume.parent.name == PLACE:
        return resume.parent.parent, resume
    return resume, checkpoint_path(resume)


class _Sealing:
    """A file that computes the digest of what is written, and remembers why it could not be."""

    def __init__(self, file: IO[bytes], step: int) -> None:
        self._file, self._step = file, step
        self._digest = hashlib.sha256()
        self.error: OSError | None = None

    def write(self, data: bytes) -> int:
        try:
            written = self._file.write(data)
        except OSError as error:
            self.error = error
            raise
        self._digest.update(data)
        return written

    def flush(self) -> None:
        self._file.flush()

    def seal(self) -> None:
        place = b"\nstep %012d " % self._step
        self._digest.update(place)
        self.write(place + b"sha256 " + self._digest.hexdigest().encode() + b"\n")


def save_checkpoint(path: Path, content: Mapping[str, Any]) -> None:
    """Write a checkpoint atomically; the one that was there becomes the previous one.

    Args:
        path: of the file.
        content: tensors and plain values, with its `step`.

    Raises:
        OSError: no space or no permission; the checkpoint is as it was.
    """
    path.parent.mkdir(parents=True, exist_ok=True)

    def write(temporary: Path) -> None:
        with temporary.open("wb") as stream:
            sealing = _Sealing(stream, content["step"])
            try:
                torch.save({"format": FORMAT, **content}, sealing)  # type: ignore[arg-type]
            except RuntimeError as error:  # so torch reports a full disk
                raise sealing.error or error from None
            sealing.seal()
        if path.exists():
            write_atomically(path.with_name(PREVIOUS), lambda copy: _same_file(path, copy))

    write_atomically(path, write)


def _same_file(path: Path, name: Path) -> None:
    """Give a file another name; copy it where the file system has but one name for each."""
    name.unlink()
    try:
        os.link(path, name)
    except OSError:
        shutil.copyfile(path, name)


def step_of(path: Path) -> int:
    """Return the step that a checkpoint says it is of, without checking it; -1 where it says none."""
    try:
        with path.open("rb") as file:
            file.seek(-_SEAL_LENGTH, os.SEEK_END)
            seal = _SEAL.fullmatch(file.read())
    except OSError:
        return -1
    return int(seal[1]) if seal else -1


def load_checkpoint(path: Path) -> dict[str, Any]:
    """Read a checkpoint to the CPU.

    Raises:
        CheckpointError: there is none, or it is damaged, or it holds more than tensors and plain
            values. The message names the checkpoint to go on with, if there is one.
    """
    try:
        return _load(path)
    except CheckpointError as error:
        raise CheckpointError(f"{error}: {_remedy(path)}") from None


def _load(path: Path) -> dict[str, Any]:
    try:
        _check_seal(path)
        content = torch.load(path, map_location="cpu", weights_only=True)
    except FileNotFoundError:
        raise CheckpointError(f"{path} does not exist") from None
    except OSError as error:
        raise CheckpointError(f"{path} cannot be read ({error.strerror})") from None
    except (RuntimeError, EOFError, ValueError, LookupError, pickle.UnpicklingError):
        raise CheckpointError(
            f"{path} cannot be read (it holds something else than tensors and plain values)"
        ) from None
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise CheckpointError(f"{path} is no checkpoint of this course (format {FORMAT})")
    return content


def _check_seal(path: Path) -> None:
    """Make sure that a file is as it was written.

    Raises:
        CheckpointError: it is not.
    """
    digest = hashlib.sha256()
    with path.open("rb") as file:
        left = os.fstat(file.fileno()).st_size - _SEAL_LENGTH
        while left > 0:
            block = file.read(min(_BLOCK, left))
            digest.update(block)
            left -= len(block)
        end = file.read()
    seal = _SEAL.fullmatch(end)
    if not seal:
        raise CheckpointError(
            f"{path} cannot be read (its last line is not that of a checkpoint: it was cut short, "
            "or is of another version)"
        )
    digest.update(b"\nstep " + seal[1] + b" ")
    if digest.hexdigest().encode() != seal[2]:
        raise CheckpointError(f"{path} cannot be read (it was changed: its digest does not fit)")


def _remedy(path: Path) -> str:
    """Say how to go on where a checkpoint cannot be read."""
    folder, _ = run_and_checkpoint(path)
    other = previous_path(folder) if path.name == STATE else checkpoint_path(folder)
    try:
        step = _load(other)["step"]
    except CheckpointError:
        if not path.exists() and not other.exists():
            return "the run was stopped before its first checkpoint; start a new run"
        return "start a new run"
    wanted = other if other.name == PREVIOUS else folder
    return f"go on from step {step} with --resume {wanted}"


def load_model(model: nn.Module, checkpoint: Mapping[str, Any], path: Path) -> None:
    """Copy a checkpoint's weights into `model`.

    Raises:
        CheckpointError: the checkpoint is of another model; the first difference is named.
    """
    saved_name, name = checkpoint["model_name"], type(model).__name__
    if saved_name != name:
        raise CheckpointError(f"{path} holds a {saved_name}, but this run builds a {name}")
    if problem := first_difference(model.state_dict(), checkpoint["model"]):
        raise CheckpointError(f"{path} is of another {name}: {problem}")
    model.load_state_dict(checkpoint["model"])


def averages_of(ranks: Sequence[Mapping[str, Any]], rank: int, processes: int) -> list[Any]:
    """Return the sums that process `rank` of `processes` goes on from.

    Args:
        ranks: what each process of the earlier part had saved, by rank.
        rank: this process's number.
        processes: how many processes there are now.
    """
    if len(ranks) == processes:
        return list(ranks[rank]["averages"])
    merged = []
    for states in zip(*(saved["averages"] for saved in ranks), strict=True):
        sums = [state["sum"] for state in states if state["sum"] is not None]
        count = sum(state["count"] for state in states)
        total = sum(sums[1:], sums[0]) if sums else None
        if rank > 0 and total is not None:  # the first process has it
            total, count = torch.zeros_like(total), 0.0
        merged.append({"sum": total, "count": count})
    return merged
