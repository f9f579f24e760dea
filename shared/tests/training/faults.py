"""Faults for a training run: killed at any place, files damaged, continued by other numbers of processes.

A `Trial` says what happens to a toy run; `undergo` lets it happen and checks what is promised: the
run ends as an undisturbed one does, or one line says what is damaged and what goes on.
"""

from __future__ import annotations

import json
import random
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import strategies as st

from shared.training.testing.stops import check_same_run, only_run, records

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


class Zygote:
    """Starts toy runs quickly (zygote.py)."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("zygote.py"))],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=tempfile.gettempdir(),
        )  # fmt: skip

    def start(self, options: list[str], processes: int, call: int, place: Path) -> Ended:
        """Run the toy; the last of its processes is killed at `call`, 0 for never."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        wanted = {"options": options, "processes": processes, "call": call, "place": str(place)}
        self._process.stdin.write(json.dumps(wanted) + "\n")
        self._process.stdin.flush()
        return Ended(**json.loads(self._process.stdout.readline()))

    def close(self) -> None:
        """End it."""
        self._process.communicate()


@dataclass(frozen=True)
class Ended:
    """How a part of a run ended.

    Attributes:
        statuses: of the processes; -9 for a killed one.
        said: by the first process.
        calls: made by the first process.
    """

    statuses: list[int]
    said: str
    calls: int


# -- a trial ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Undisturbed:
    """A run that nothing happened to, how many calls it made, and what starts others like it."""

    folder: Path
    calls: int
    zygote: Zygote


OPTIONS = ["--device", "cpu", "--precision", "fp32", "--dropout", "0"]


def undisturbed(zygote: Zygote, place: Path) -> Undisturbed:
    """Make one."""
    options = [*OPTIONS, "--checkpoint-seconds", "0", "--runs", str(place / "whole")]
    ended = zygote.start(options, 1, 0, place)
    assert ended.statuses == [0], ended.said
    return Undisturbed(only_run(place / "whole"), ended.calls, zygote)


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
        ended = whole.zygote.start(options, part.processes, call, place)
        if "error:" in ended.said:
            assert nothing_saved(ended.said), ended.said
            shutil.rmtree(runs)  # a new run, as it says
            events.append("refused: nothing had been saved")
        else:
            assert ended.statuses[-1] in (0, -9), ended
            events.append("killed" if ended.statuses[-1] else "ended before the kill")
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
        ended = whole.zygote.start(["--resume", str(resume)], trial.processes, 0, place)
        if not any(ended.statuses):
            same(trial, whole.folder, folder)
            assert not list(folder.rglob("*.tmp"))
            return [*events, "ended as the undisturbed run"]
        (line,) = [line for line in ended.said.splitlines() if line.startswith("error:")]
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


def nothing_saved(said: str) -> bool:
    """Return whether a message says that only a new run is left."""
    return re.search(r"start a new run$|is no run folder", said.strip()) is not None


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
