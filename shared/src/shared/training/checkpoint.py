"""Checkpoints: everything a run needs to go on as if nothing had happened.

One file, written to a temporary name and renamed, so that a crash leaves the previous
checkpoint or the new one. It is read with `weights_only=True`: nothing in it is executed.
"""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import nn

from shared.files import write_atomically
from shared.training.errors import CheckpointError

FORMAT = 1


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
    saved, own = checkpoint["model"], model.state_dict()
    for key in (*own, *saved):
        if key not in saved:
            raise CheckpointError(f"{path} lacks {key!r}, which this {name} has")
        if key not in own:
            raise CheckpointError(f"{path} has {key!r}, which this {name} lacks")
        if saved[key].shape != own[key].shape:
            raise CheckpointError(
                f"{path}: {key!r} has shape {tuple(saved[key].shape)}, "
                f"but in this {name} it is {tuple(own[key].shape)}"
            )
    model.load_state_dict(saved)
