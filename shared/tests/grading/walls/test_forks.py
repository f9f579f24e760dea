"""A student process that is a fork of the zygote has the same walls, and nothing of another's."""

import contextlib
import importlib.util
import multiprocessing
import os
import secrets
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import test_attacks
import test_secrets
from attacks import ATTACKS
from toy_course import LIMITS, NAME, SUMS

from shared.grading.errors import StudentDied
from shared.grading.hand_ins.hand_in import HandIn
from shared.grading.judging import judge
from shared.grading.judging.judge import laid_out
from shared.grading.remote import stand_ins
from shared.grading.remote.process import StudentProcess
from shared.grading.remote.stand_ins import Student
from shared.grading.walls import watch, zygote
from shared.grading.walls.running import Program
from shared.grading.walls.visible import library_paths
from shared.grading.walls.zygote import Forked, Zygote

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="a zygote needs Linux")
LEVELS = ["namespaces", "subprocess"]
at_both_levels = pytest.mark.parametrize("level", LEVELS, indirect=True)


@pytest.fixture(scope="module")
def warm():
    with Zygote(["numpy"]) as started:
        yield started


@pytest.fixture
def forked(warm, monkeypatch):
    """Make every student process a fork; afterwards, that each of them was one and is gone."""
    made = []

    def process(level, place, limits, *_, **__):
        made.append(StudentProcess(level, place, limits, warm))
        return made[-1]

    monkeypatch.setattr(stand_ins, "StudentProcess", process)
    # Stronger walls, where a machine has them, are of another program, and no fork.
    monkeypatch.setattr(judge, "stronger_or_equal", lambda demanded: LEVELS)
    yield made
    assert made
    assert all(isinstance(one.process, Forked) for one in made)
    assert gone(warm.process.pid)


def children(process):
    with contextlib.suppress(OSError):
        return Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return []


def gone(process):
    """Wait until a process has no children, or for ten seconds."""
    for _ in range(200):
        if not children(process):
            return True
        signal.sigtimedwait([], 0.05)
    return False


# The attacks of the other files, unchanged. There, too, the judge's zygote forks where it can; every
# eighth is seen to be a fork each time, the others in the weekly run.


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[pytest.mark.slow] * bool(number % 8))
        for number, name in enumerate(ATTACKS)
    ],
)
def test_an_attack_loses_its_points_and_no_others(name, grade_sums, forked):
    test_attacks.test_an_attack_loses_its_points_and_no_others(name, grade_sums)


@pytest.mark.parametrize("name", test_attacks.HELD)
def test_a_fork_without_namespaces_holds(name, grade_sums, at_level, forked):
    test_attacks.test_each_sandbox_holds(name, "subprocess", grade_sums, at_level)


@pytest.mark.parametrize("level", LEVELS)
def test_the_answers_cannot_be_read(
    level, project, grade_sums, at_level, tmp_path, monkeypatch, forked
):
    test_secrets.test_the_answers_cannot_be_read(
        level, project, grade_sums, at_level, tmp_path, monkeypatch
    )


@pytest.mark.parametrize("level", LEVELS)
def test_there_is_no_network_and_no_environment(level, grade_sums, at_level, monkeypatch, forked):
    test_secrets.test_there_is_no_network_and_no_environment(
        level, grade_sums, at_level, monkeypatch
    )


# What a fork inherits, and what it does not.

STATE = """
import ctypes
import gc
import os
import random
import signal
import sys
import tempfile

import numpy as np


def state():
    status = dict(line.split(":", 1) for line in open("/proc/self/status"))
    handlers = [n for n in range(1, 32) if callable(signal.getsignal(n))]
    return {
        "argv": len(sys.argv), "environment": sorted(os.environ), "home": os.environ["HOME"],
        "files": len(os.listdir("/proc/self/fd")), "leads": os.getsid(0) == os.getpid(),
        "capabilities": status["CapEff"].strip(), "filter": status["Seccomp"].strip(),
        "threads": status["Threads"].strip(), "handlers": handlers, "ignored": status["SigIgn"],
        "path": sys.path, "folder": os.getcwd(), "umask": os.umask(0o22), "gc": gc.isenabled(),
        "temporary": tempfile.gettempdir(), "limit": sys.getrecursionlimit(),
        "frames": frames(), "main": sorted(vars(sys.modules["__main__"]))[:1],
    }


def frames():
    frame, names = sys._getframe(), []
    while frame := frame.f_back:
        names.append(frame.f_code.co_name)
    return names


def drawn():
    return [random.random(), float(np.random.random())]


def used():
    return sum(os.times()[:2])


def found(hidden):
    # The word comes with each byte changed, so that it is not there by being asked for.
    begin = bytes(byte ^ 1 for byte in hidden.encode()[:6])
    for line in open("/proc/self/maps"):
        span, rights, *_, name = line.split(" ", 5)
        if rights[:2] != "rw" or name.strip() in ("[vvar]", "[vsyscall]"):
            continue
        start, end = (int(part, 16) for part in span.split("-"))
        content = ctypes.string_at(start, end - start)
        at = content.find(begin)
        while at >= 0:
            if bytes(byte ^ 1 for byte in content[at : at + len(hidden)]) == hidden.encode():
                return True
            at = content.find(begin, at + 1)
    return False


def wait():
    import time
    time.sleep(1000)


def leave(code):
    os._exit(code)
"""


@pytest.fixture
def level(request):
    return getattr(request, "param", LEVELS[0])


@pytest.fixture
def place(judge, available, level):
    """A laid out hand-in that tells what it finds."""
    if available[level]:
        pytest.skip(f"no sandbox of level {level} here: {available[level]}")
    with laid_out(judge, HandIn("student", {f"{NAME}.sums": STATE.encode()})) as laid:
        yield laid


def student_of(place, warm, monkeypatch, level="namespaces"):
    with monkeypatch.context() as patched:
        patched.setattr(
            stand_ins, "StudentProcess", lambda *args, **_: StudentProcess(*args[:3], warm)
        )
        return Student(level, place, LIMITS)


def ask(place, warm, monkeypatch, question, *args, level="namespaces"):
    student = student_of(place, warm, monkeypatch, level)
    try:
        return getattr(student.sums, question)(*args)
    finally:
        student._close()


@at_both_levels
def test_a_fork_finds_what_a_program_finds(place, level, warm, monkeypatch):
    cold = ask(place, None, monkeypatch, "state", level=level)
    hot = ask(place, warm, monkeypatch, "state", level=level)
    # The argument of the program is its configuration; a fork's is in its memory only.
    assert (cold.pop("argv"), hot.pop("argv")) == (2, 1)
    assert hot == {**cold, "leads": True}
    assert int(hot["capabilities"], 16) == 0
    assert hot["filter"] == "2"


def test_a_fork_draws_numbers_of_its_own(place, warm, monkeypatch):
    first, second = (ask(place, warm, monkeypatch, "drawn") for _ in range(2))
    assert first[0] != second[0]
    assert first[1] != second[1]


def test_the_cpu_time_of_a_fork_begins_at_nothing(place, monkeypatch):
    with Zygote(["numpy"]) as fresh:
        started = ask(place, fresh, monkeypatch, "used")
        imported = watch.usage(fresh.process.pid).cpu_seconds
    assert started < imported / 2


def changed(word):
    return bytes(byte ^ 1 for byte in word.encode()).decode("latin-1")


@at_both_levels
def test_no_secret_of_the_judge_is_in_the_memory_of_a_fork(place, level, monkeypatch):
    secret = secrets.token_hex(20)
    monkeypatch.setenv("SECRET_TOKEN", secret)
    answer = next(line.strip() for line in SUMS.splitlines() if "math.fsum" in line)
    with Zygote(["numpy"]) as fresh:
        for word in (secret, answer):
            assert not ask(place, fresh, monkeypatch, "found", changed(word), level=level)
        # … while what is there is found.
        assert ask(place, fresh, monkeypatch, "found", changed(str(place.scratch)), level=level)


def test_the_exit_status_of_a_fork_is_told(place, warm, monkeypatch):
    with pytest.raises(StudentDied, match="exit status 7"):
        ask(place, warm, monkeypatch, "leave", 7)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import numpy as np\n", ()),
        ("import torch\n", (zygote.LATE["torch"],)),
        ("import torch\nadam = torch.optim.Adam(weights)\n", tuple(zygote.LATE.values())),
    ],
)
def test_what_first_calls_import_is_known_from_the_source(text, expected):
    assert zygote.late_imports([text]) == expected
    assert all(importlib.util.find_spec(module) for module in expected)


# Ends, wanted or not.


def test_a_zygote_that_ended_costs_nothing_but_time(place, monkeypatch):
    with Zygote(["numpy"]) as short:
        student = student_of(place, short, monkeypatch)
        short.process.kill()
        short.process.wait()
        assert student.sums.used() >= 0  # a fork does not need it
        student._close()
        process = StudentProcess("namespaces", place, LIMITS, short)
        assert isinstance(process.process, Program)
        process.close()


def test_a_keeper_that_ended_takes_its_student_along(place, warm, monkeypatch):
    student = student_of(place, warm, monkeypatch)
    (keeper,) = children(warm.process.pid)
    os.kill(int(keeper), signal.SIGKILL)
    with pytest.raises(StudentDied):
        student.sums.wait()
    assert gone(warm.process.pid)


def test_a_library_that_starts_a_thread_is_not_forked(place, tmp_path, monkeypatch):
    text = "import threading, time\nthreading.Thread(target=time.sleep, args=(99,), daemon=True).start()"
    (tmp_path / "threaded.py").write_text(text)
    paths = library_paths()
    monkeypatch.setattr(zygote, "library_paths", lambda: [str(tmp_path), *paths])
    with Zygote(["threaded"]) as refusing:
        process = StudentProcess("namespaces", place, LIMITS, refusing)
        assert isinstance(process.process, Program)
        process.close()


def test_two_forks_at_a_time_do_not_hold_each_others_pipes(judge, place, warm):
    with laid_out(judge, HandIn("other", {f"{NAME}.sums": STATE.encode()})) as other:
        first, second = (StudentProcess("namespaces", one, LIMITS, warm) for one in (place, other))
        first.close()
        second.expect_silence()
        os.close(os.dup(second.to))
        second.process.end()
    assert gone(warm.process.pid)


def forks(place, warm, answer):
    process = StudentProcess("namespaces", place, LIMITS, warm)
    answer.send(type(process.process).__name__)
    process.close()


@pytest.mark.parametrize("method", ["forkserver", "spawn"])
def test_a_zygote_is_handed_to_the_judges_of_a_class(method, place, warm):
    context = multiprocessing.get_context(method)
    ours, theirs = context.Pipe(duplex=False)
    judge = context.Process(target=forks, args=(place, warm, theirs))
    judge.start()
    theirs.close()
    assert ours.recv() == "Forked"
    judge.join(10)
    assert judge.exitcode == 0


JUDGE = """
import signal, sys
from pathlib import Path
from shared.grading.remote.process import StudentProcess
from shared.grading.walls.limits import Limits, Place
from shared.grading.walls.zygote import Zygote

level, *folders = sys.argv[1:]
warm = Zygote(["numpy"])
process = StudentProcess(level, Place("work90_toy", *map(Path, folders), ()), Limits(), warm)
print(warm.process.pid, process.process.pid, flush=True)
signal.pause()
"""


@at_both_levels
def test_a_killed_judge_leaves_no_process_behind(place, level):
    folders = [str(folder) for folder in (place.code, place.scratch, place.root)]
    command = [sys.executable, "-P", "-c", JUDGE, level, *folders]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as other:
        processes = [int(word) for word in other.stdout.readline().split()]
        assert len(processes) == 2
        assert all(Path(f"/proc/{process}").exists() for process in processes)
        other.kill()
    for _ in range(200):
        if not any(Path(f"/proc/{process}").exists() for process in processes):
            return
        signal.sigtimedwait([], 0.05)
    raise AssertionError(f"still there: {processes}")
