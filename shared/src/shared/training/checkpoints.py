"""Checkpoints: everything a run needs to go on as if nothing had happened.

One file, written to a temporary name and renamed, so that a crash leaves the previous
checkpoint or the new one. It is read with `weights_only=True`: nothing in it is executed.

What a process has for itself, its random generators and its share of the epoch's averages, is
kept by rank. With as many processes as before each goes on from its own, and the run ends with
the same bits. With another number the batches and their order stay the same, and the sums pass to
the first process; the generators of the others start anew, so that dropout draws other units.
"""

from __future__ import annotations

import pickle
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from torch import nn

from shared.files import write_atomically
from shared.training.errors import CheckpointError
from shared.training.state_dicts import first_difference

FORMAT = 2


def checkpoint_path(folder: Path) -> Path:
    """Return where a run folder keeps its checkpoint."""
    return folder / "checkpoint" / "state.pt"


def save_checkpoint(path: Path, content: Mapping[str, Any]) -> None:
    """Write a checkpoint atomically.

    Raises:
        OSError: no space or no permission; the previous checkpoint is untouched.
    """
    path.parent.mkdir(parents=True, exist_ok=True)

    def write(temporary: Path) -> None:
        # torch reports a full disk as RuntimeError; through a file object it stays an OSError.
        with temporary.open("wb") as stream:
            torch.save({"format": FORMAT, **content}, stream)

    write_atomically(path, write)


def load_checkpoint(path: Path) -> dict[str, Any]:
    """Read a checkpoint to the CPU.

    Raises:
        CheckpointError: there is none, or it is damaged, or it holds more than tensors and
            plain values.
    """
    try:
        content = torch.load(path, map_location="cpu", weights_only=True)
    except FileNotFoundError:
        raise CheckpointError(
            f"{path} does not exist: the run was stopped before its first checkpoint; "
            "start a new run"
        ) from None
    except (RuntimeError, EOFError, pickle.UnpicklingError, OSError) as error:
        reason = str(error).partition("\n")[0]
        raise CheckpointError(f"{path} cannot be read ({reason}): start a new run") from None
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise CheckpointError(f"{path} is no checkpoint of this course (format {FORMAT})")
    return content


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
