"""Whatever a hand-in starts, and however the judge ends: nothing is left running."""

import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from attacks import ATTACKS

from shared.grading.hand_ins.hand_in import HandIn
from shared.grading.judging.judge import laid_out


def processes_with(text):
    processes = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if text.encode() in (folder / "cmdline").read_bytes():
                processes.append(int(folder.name))
        except OSError:
            continue
    return processes


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="looks for processes in /proc")
@pytest.mark.parametrize("level", ["bubblewrap", "namespaces", "subprocess"])
def test_nothing_is_left_running(level, grade_sums, at_level, tmp_path, monkeypatch):
    at_level(level)
    # Another grader may be at work on this machine: ours have this folder in their command line.
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    grade_sums(ATTACKS["starts threads without end"])
    grade_sums(ATTACKS["starts processes without end"])
    assert not processes_with(str(tmp_path))


JUDGE = """
import signal, sys
from pathlib import Path
from shared.grading.remote.process import StudentProcess
from shared.grading.walls.limits import Limits, Place

level, *folders = sys.argv[1:]
process = StudentProcess(level, Place("work90_toy", *map(Path, folders), ()), Limits())
print("started", flush=True)
signal.pause()
"""


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="looks for processes in /proc")
@pytest.mark.parametrize("level", ["bubblewrap", "namespaces", "subprocess"])
def test_a_killed_judge_leaves_no_process_behind(level, judge, toy_sources, at_level):
    at_level(level)
    with laid_out(judge, HandIn("student", toy_sources)) as place:
        folders = [str(folder) for folder in (place.code, place.scratch, place.root)]
        command = [sys.executable, "-P", "-c", JUDGE, level, *folders]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as other:
            assert other.stdout.readline() == "started\n"
            assert len(processes_with(str(place.code))) > 1  # the judge's and the student's
            other.kill()
        for _ in range(200):
            if not processes_with(str(place.code)):
                break
            signal.sigtimedwait([], 0.05)
        assert not processes_with(str(place.code))
