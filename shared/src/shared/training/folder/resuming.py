"""Which checkpoint a run goes on from: found, locked and read once, for all processes.

Hosts may see different disks. What `--resume` names is looked for on each of them, and the
checkpoint of the one that has got furthest goes to all.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from torch import distributed

from shared.errors import UserError
from shared.training.errors import CheckpointError, RunFolderError
from shared.training.folder.checkpoints import (
    checkpoint_path,
    load_checkpoint,
    previous_path,
    run_and_checkpoint,
    step_of,
)
from shared.training.folder.saved import SUMMARY
from shared.training.folder.writer_lock import WriterLock, writing
from shared.training.settings.config import (
    AUTO,
    CONFIG,
    Config,
    RunConfig,
    from_json,
    refuse_contradictions,
    to_json,
)

_SAME_RUN_ELSEWHERE = ("resume", "runs", "device", "checkpoint_seconds")

Value = TypeVar("Value")


def own_rank() -> int:
    """Return this process's number, also before a Loop is made."""
    return distributed.get_rank() if distributed.is_initialized() else 0


def gather(value: Value) -> list[Value]:
    """Return the values of all processes by rank, also before a Loop is made."""
    if not distributed.is_initialized():
        return [value]
    every: list[Any] = [None] * distributed.get_world_size()
    distributed.all_gather_object(every, value)
    return every


def in_process(rank: int, action: Callable[[], Value]) -> Value:
    """Return what `action` returns in the process `rank`, in every process.

    Raises:
        UserError: in the main process, where `action` raised one.
        SystemExit: in the others then.
    """
    outcome: list[Any] = [None, None]
    if own_rank() == rank:
        try:
            outcome = [action(), None]
        except UserError as error:
            outcome = [None, error]
    if distributed.is_initialized():
        distributed.broadcast_object_list(outcome, src=rank)
    value, problem = outcome
    if problem is not None:
        raise problem if own_rank() == 0 else SystemExit(1)
    return value


@dataclass(frozen=True, order=True)
class Candidate:
    """A checkpoint that a run could go on from, the best one the largest.

    Attributes:
        order: its run's place among all (saved.py).
        step: that the file says.
        rank: minus the process that sees it; the main one is preferred.
        path: of the checkpoint.
    """

    order: int
    step: int
    rank: int
    path: Path


@dataclass
class Found:
    """A run to go on with.

    Attributes:
        folder: of the run.
        path: of its checkpoint, in the process that had it.
        checkpoint: its content.
        lock: in the main process, where it sees the folder.
    """

    folder: Path
    path: Path
    checkpoint: dict[str, Any]
    lock: WriterLock | None


def find(config: RunConfig, name: str) -> Found | None:
    """Return the run that `config.resume` means; None for a new one. Call it in every process.

    Raises:
        CheckpointError: it holds nothing to continue, was trained with other settings, or for more
            epochs already.
        RunFolderError: another process writes it.
    """
    if config.resume is None:
        return None
    every = [candidate for each in gather(_candidates(config, name)) for candidate in each]
    locks: list[WriterLock] = []
    best = in_process(0, lambda: _choose(every, config, locks))
    if best is None:
        return None
    folder, path = run_and_checkpoint(best.path)

    def read() -> dict[str, Any]:
        content = load_checkpoint(path)
        before = saved_config(type(config), content)
        if config.resume != AUTO:
            before = replace(before, runs=config.runs)  # the folder may have been moved
            refuse_contradictions(config, before, content["precision"])
            refuse_fewer_epochs(config, content)
        return content

    try:
        checkpoint = in_process(-best.rank, read)
    except BaseException:
        for lock in locks:
            lock.release()
        raise
    return Found(folder, path, checkpoint, locks[0] if locks else None)


def _candidates(config: RunConfig, name: str) -> list[Candidate]:
    """Return what this process sees."""
    rank = -own_rank()
    if config.resume != AUTO:
        assert config.resume is not None
        _, path = run_and_checkpoint(config.resume)
        seen = path.exists() or previous_path(path.parent.parent).exists()
        return [Candidate(0, step_of(path), rank, path)] if seen else []
    return [
        Candidate(order, max(step_of(path), 0), rank, path)
        for folder in config.runs.glob("*/")
        if (order := _unfinished(folder, config, name))
        and ((path := checkpoint_path(folder)).exists() or previous_path(folder).exists())
    ]


def _unfinished(folder: Path, config: RunConfig, name: str) -> int:
    """Return the place of an unfinished run of these settings among all; 0 if it is none."""
    try:
        description = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
        if description["name"] != name or _compared(description["config"]) != _compared(
            to_json(config)
        ):
            return 0
        order = int(description["order"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return 0
    try:
        summary = json.loads((folder / SUMMARY).read_text(encoding="utf-8"))
        return 0 if _compared(summary["config"]) == _compared(to_json(config)) else order
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return order


def _compared(settings: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in settings.items() if name not in _SAME_RUN_ELSEWHERE}


def _choose(
    candidates: list[Candidate], config: RunConfig, locks: list[WriterLock]
) -> Candidate | None:
    """Return the best candidate and put the lock on its folder into `locks`.

    With `--resume auto` a run that another process writes is passed over; None if all are.
    """
    assert config.resume is not None
    if not candidates and config.resume != AUTO:
        load_checkpoint(run_and_checkpoint(config.resume)[1])  # says what is missing
    for candidate in sorted(candidates, reverse=True):
        folder, _ = run_and_checkpoint(candidate.path)
        if not folder.is_dir():  # another host sees it
            return candidate
        lock = WriterLock(folder)
        try:
            with writing(folder):
                lock.acquire()
        except RunFolderError:
            if config.resume != AUTO:
                raise
        else:
            locks.append(lock)
            return candidate
    return None


def refuse_fewer_epochs(config: RunConfig, checkpoint: dict[str, Any]) -> None:
    """Make sure that a run is to have as many epochs as it has begun.

    Raises:
        CheckpointError: it has more already.
    """
    begun = checkpoint["epoch"] + (checkpoint["step_in_epoch"] > 0)
    wanted = getattr(config, "epochs", begun)
    if wanted < begun:
        raise CheckpointError(
            f"{config.resume} has begun epoch {begun}, so it cannot end after {wanted}: give "
            f"--epochs {begun} or more, or start a new run without --resume"
        )


def saved_config(config_class: type[Config], checkpoint: dict[str, Any]) -> Config:
    """Return the configuration that a checkpoint was trained with.

    Raises:
        CheckpointError: it is none of `config_class`, or lacks a setting of it.
    """
    return from_json(config_class, json.loads(checkpoint["settings"]))


def config_to_resume(config_class: type[Config], resume: Path) -> tuple[Config, str]:
    """Return the configuration of the run that `--resume` names, and the precision it computes in.

    The checkpoint has it, under its digest: a config.json that was damaged or changed does not count.
    Call it in every process; one that sees the run is enough.

    Raises:
        CheckpointError: there is no run, nothing to continue, or a run of something else.
    """
    folder, path = run_and_checkpoint(resume)

    def read() -> tuple[Config, str]:
        if not resume.exists():
            raise CheckpointError(f"{resume} does not exist")
        if not folder.is_dir():
            raise CheckpointError(f"{resume} is a file, not the folder of a run")
        if not any(p.exists() for p in (path, previous_path(folder), folder / CONFIG)):
            raise CheckpointError(f"{folder} is no run folder: it has no {CONFIG}")
        checkpoint = load_checkpoint(path)
        return saved_config(config_class, checkpoint), checkpoint["precision"]

    steps = gather(step_of(path))
    config, precision = in_process(steps.index(max(steps)), read)
    return replace(config, resume=resume), precision
