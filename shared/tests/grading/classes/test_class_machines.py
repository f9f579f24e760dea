"""A class is judged on several machines: each hand-in once, whatever becomes of a worker."""

import csv
import os
import shutil
import signal
import time
from concurrent.futures import Future
from pathlib import Path

import pytest
from hosts import Hosts, reason_to_skip
from toy_course import LIMITS, NAME, SUMS, write_course, write_hand_in

from shared.executors import ExecutorError
from shared.grading.classes.batch import _outcome, grade_class
from shared.grading.classes.machines import strongest_level
from shared.grading.errors import SandboxError

SCHEDULER = "tcp://10.77.0.1:8786"


def table(out):
    with (out / "class.csv").open(encoding="utf-8", newline="") as stream:
        return {row["hand-in"]: row for row in csv.DictReader(stream)}


def start(hosts, house):
    """Start a scheduler on the first host, and a worker on each; return the workers."""
    for host in range(hosts.count):
        shutil.copytree(house, hosts.folder(host), dirs_exist_ok=True)  # no disk in common
    scheduler = ("-m", "distributed.cli.dask_scheduler", "--host", hosts.address(0))
    hosts.python(0, *scheduler, "--port", "8786", "--no-dashboard")
    worker = ("-m", "shared.grading", "worker", SCHEDULER)
    deadly = str(Path(__file__).with_name("deadly.py"))
    return [
        hosts.python(host, *worker, DASK_DISTRIBUTED__WORKER__PRELOAD=deadly)
        for host in range(hosts.count)
    ]


def wait_for(what, seconds=90):
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end
        time.sleep(0.1)


@pytest.mark.skipif(bool(reason_to_skip()), reason=reason_to_skip())
def test_four_hosts_one_of_which_is_killed(tmp_path):
    house = tmp_path / "house"
    write_course(house)
    names = [f"student{number}" for number in range(12)]
    for name in (*names, "mallory"):
        write_hand_in(tmp_path / "hand-ins" / name, SUMS)
    (tmp_path / "hosts").mkdir()
    with Hosts(4, tmp_path / "hosts") as hosts:
        workers = start(hosts, house)
        wait_for(lambda: all("walls of the level" in hosts.output(host) for host in range(4)))
        out = tmp_path / "out"
        options = ["--scheduler", SCHEDULER, "--out", str(out)]
        paths = map(str, sorted((tmp_path / "hand-ins").iterdir()))
        head = hosts.python(0, "-P", "-m", "shared.grading", "grade", NAME, *paths, *options)
        wait_for(lambda: any(out.glob("hand-ins/*/grade.json")))
        os.killpg(workers[3].pid, signal.SIGKILL)
        assert head.wait(timeout=300) == 1, hosts.output(0)[-3000:]
        rows = table(out)
        assert {name: rows[name]["score"] for name in names} == dict.fromkeys(names, "6")
        assert rows["mallory"]["score"] == ""
        assert "2 workers ended while they judged it" in rows["mallory"]["problem"]
        assert len(rows) == 13
        assert "12 hand-ins, 6 points" in hosts.output(0)


def test_slurm_or_without_it_processes_of_this_machine(tmp_path, monkeypatch):
    pytest.importorskip("submitit")
    project = write_course(tmp_path)
    monkeypatch.chdir(tmp_path)
    from shared.grading.assignment.rubric import load_rubric

    paths = [write_hand_in(tmp_path / "hand-ins" / name, SUMS) for name in ("alice", "bob")]
    out = tmp_path / "out"
    rubric = load_rubric(project)
    assert grade_class(rubric, paths, out, 2, "subprocess", LIMITS, None, "slurm") == 0
    assert {name: row["score"] for name, row in table(out).items()} == {"alice": "6", "bob": "6"}
    assert {path.name for path in tmp_path.iterdir()} == {
        NAME, "shared", "hand-ins", "out",
    }  # fmt: skip


def test_a_scheduler_that_does_not_answer_is_named(rubric, tmp_path, monkeypatch):
    monkeypatch.setattr("shared.executors.PATIENCE", 0.2)
    path = write_hand_in(tmp_path / "alice", SUMS)
    with pytest.raises(ExecutorError, match="no Dask scheduler answers at tcp://127"):
        grade_class(
            rubric, [path], tmp_path / "out", 1, "subprocess", LIMITS, None, "tcp://127.0.0.1:9"
        )


def failing(error):
    future = Future()
    future.set_exception(error)
    return future


def test_a_worker_that_ends_and_a_failure_of_the_machinery_are_told_apart():
    assert _outcome(failing(type("KilledWorker", (Exception,), {})())) is None
    outcome = _outcome(failing(OSError("gone")))
    assert outcome
    assert "OSError: gone" in outcome.failure
    with pytest.raises(ExecutorError):
        _outcome(failing(ExecutorError("no worker is left")))


def test_a_worker_says_how_strong_its_walls_are(available):
    strongest = next(level for level, reason in available.items() if not reason)
    assert strongest_level("subprocess") == strongest
    weaker = [level for level, reason in available.items() if reason]
    if weaker[:1] == ["container"]:
        with pytest.raises(SandboxError, match="'container' or stronger works here"):
            strongest_level("container")
