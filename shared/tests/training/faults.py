"""Faults for a training run: killed at any place, files damaged, continued by other numbers of processes.

A `Trial` says what happens to a toy run; `undergo` lets it happen and checks what is promised: the
run ends as an undisturbed one does, or one line says what is damaged and what goes on.
"""

from __future__ import annotations

import random
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
import toy
from hypothesis import strategies as st

from shared.training.testing.stops import check_same_run, only_run, records
from shared.training.testing.warm import Ended, run_python

KILLED = str(Path(__file__).with_name("killed_at_call.py"))

FILES = ("checkpoint/state.pt", "checkpoint/previous.pt", "metrics.jsonl", "config.json")
DAMAGES = ("flip a bit", "cut short", "empty", "rubbish", "remove", "make a folder")


@dataclass(frozen=True)
class Part:
    """A part of a run: from a start to a kill.

    Attributes:
        processes: how many share it.
        kill: the place where the last one is killed, as a share of all calls of an undisturbed run.
        often: a checkpoint after every step, else only at the end.
    """

    processes: int
    kill: float
    often: bool


@dataclass(frozen=True)
class Damage:
    """What happens to a file of the run's folder."""

    file: str
    kind: str
    where: float


@dataclass(frozen=True)
class Trial:
    """Parts that are killed, damage, and the number of processes that end the run."""

    parts: tuple[Part, ...]
    damage: Damage | None
    processes: int


def trials(most_processes: int = 2) -> st.SearchStrategy[Trial]:
    """Return all trials."""
    processes = st.integers(1, most_processes)
    share = st.floats(0, 1)
    parts = st.builds(Part, processes, share, st.booleans())
    damage = st.builds(Damage, st.sampled_from(FILES), st.sampled_from(DAMAGES), share)
    return st.builds(
        Trial, st.lists(parts, min_size=1, max_size=3).map(tuple), st.none() | damage, processes
    )


def start(options: list[str], place: Path, processes: int, call: int = 0) -> Ended:
    """Run the toy; the last of its processes is killed at `call`, 0 for never."""
    command = (KILLED, str(call), str(place / "calls"), toy.__file__, *options)
    return run_python(*command, folder=place, processes=processes if processes > 1 else 0)


def errors(ended: Ended) -> list[str]:
    """Return the lines of errors."""
    return [line for line in ended.stderr.splitlines() if line.startswith("error:")]


# -- a trial ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Undisturbed:
    """A run that nothing happened to, and how many calls it made."""

    folder: Path
    calls: int


OPTIONS = ["--device", "cpu", "--precision", "fp32", "--dropout", "0"]


def undisturbed(place: Path) -> Undisturbed:
    """Make one."""
    options = [*OPTIONS, "--checkpoint-seconds", "0", "--runs", str(place / "whole")]
    ended = start(options, place, processes=1)
    assert ended.statuses == [0], ended.stderr
    return Undisturbed(only_run(place / "whole"), int((place / "calls").read_text()))


def undergo(trial: Trial, whole: Undisturbed, place: Path) -> list[str]:
    """Let a trial happen in the folder `place`.

    Returns:
        what happened, in words.

    Raises:
        AssertionError: a promise was broken.
    """
    runs = place / "runs"
    shutil.rmtree(runs, ignore_errors=True)
    events = []
    for part in trial.parts:
        resume = ["--resume", str(only_run(runs))] if there(runs) else []
        options = resume or [*OPTIONS, "--runs", str(runs)]
        options = [*options, "--checkpoint-seconds", "0" if part.often else "1000"]
        call = 1 + int(part.kill * whole.calls)
        ended = start(options, place, part.processes, call)
        if ended.statuses[-1] in (0, -9):
            events.append("killed" if ended.statuses[-1] else "ended before the kill")
        else:
            (line,) = errors(ended)
            assert nothing_saved(line), line
            shutil.rmtree(runs)  # a new run, as it says
            events.append("refused: nothing had been saved")
    if not there(runs):
        return [*events, "killed before there was a run"]
    folder = only_run(runs)
    had = [name for name in FILES[:2] if (folder / name).is_file()]
    if trial.damage is not None and (folder / trial.damage.file).exists():
        inflict(trial.damage, folder)
        events.append(f"{trial.damage.file}: {trial.damage.kind}")
    return [*events, *end(trial, folder, had, whole, place)]


def there(runs: Path) -> bool:
    """Return whether a run has made its folder."""
    return runs.exists() and any(runs.iterdir())


def end(trial: Trial, folder: Path, had: list[str], whole: Undisturbed, place: Path) -> list[str]:
    """Resume a run until it ends, as its messages say; compare it with the undisturbed one."""
    events: list[str] = []
    resume, line = folder, ""
    for _ in range(3):
        ended = start(["--resume", str(resume)], place, trial.processes)
        if not any(ended.statuses):
            same(trial, whole.folder, folder)
            assert not list(folder.rglob("*.tmp"))
            return [*events, "ended as the undisturbed run"]
        (line,) = errors(ended)
        assert "weights_only" not in line
        if nothing_saved(line):
            assert not had or (trial.damage is not None and had == [trial.damage.file]), line
            return [*events, "refused: nothing had been saved"]
        if wanted := re.search(r"go on from step \d+ with --resume (\S+)", line):
            resume = Path(wanted[1])
            if (folder / FILES[0]).is_dir():
                (folder / FILES[0]).rmdir()
            events.append("refused, with a way on")
        else:
            assert trial.damage is not None, line
            assert trial.damage.kind == "make a folder", line
            assert "something else is in its place" in line, line
            (folder / trial.damage.file).rmdir()
            events.append("refused, with what is in the way")
    raise AssertionError(f"no end: {line}")


def nothing_saved(line: str) -> bool:
    """Return whether a message says that only a new run is left."""
    return re.search(r"start a new run$|is no run folder", line) is not None


def inflict(damage: Damage, folder: Path) -> None:
    """Damage a file."""
    path = folder / damage.file
    content = bytearray(path.read_bytes())
    if damage.kind == "flip a bit" and content:
        bit = min(int(damage.where * 8 * len(content)), 8 * len(content) - 1)
        content[bit // 8] ^= 1 << bit % 8
    elif damage.kind == "cut short":
        del content[int(damage.where * len(content)) :]
    elif damage.kind == "empty":
        content.clear()
    elif damage.kind == "rubbish":
        content = bytearray(random.Random(damage.where).randbytes(len(content)))
    path.unlink()
    if damage.kind == "make a folder":
        path.mkdir()
    elif damage.kind != "remove":
        path.write_bytes(content)


def same(trial: Trial, one: Path, two: Path) -> None:
    """Compare to the bit, or where several processes added in another order, to five digits."""
    if trial.processes == 1 and all(part.processes == 1 for part in trial.parts):
        check_same_run(one, two)
        return
    first, second = records(one), records(two)
    assert first == [pytest.approx(r, rel=1e-4) for r in second]
