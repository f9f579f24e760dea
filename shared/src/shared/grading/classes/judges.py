"""Processes that judge one hand-in after the other, on this machine or for a class elsewhere.

A judge that dies, or takes too long, loses the hand-in in its hands; a new one takes its place.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import threading
import time
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from shared.errors import UserError
from shared.executors import begin_worker, without_interrupts
from shared.grading.assignment.rubric import load_rubric
from shared.grading.classes.one import Outcome, Task, from_json, judge_one
from shared.grading.judging.judge import prepare

PATIENCE = 60.0  # seconds beyond a hand-in's own limit, for the judge's part


class JudgeProcess:
    """One process with a judge that is prepared for an assignment."""

    def __init__(self, project: Path) -> None:
        self.project = project
        self._process: BaseProcess | None = None
        self._connection: Connection | None = None
        self._ended = False
        self._changing = threading.Lock()  # starts and ends come from two threads

    def judge(self, task: Task) -> Outcome:
        """Judge a hand-in, in a new process if there is none; says so where that failed."""
        try:
            connection = self._connection or self._start()
            connection.send(task)
            longest = task.limits.total_seconds * task.limits.patience + PATIENCE
            deadline = time.monotonic() + longest
            while not connection.poll(0.5):
                if time.monotonic() > deadline:
                    self.close()
                    return Outcome(failure="the judge took too long")
            return from_json(connection.recv_bytes())
        except (EOFError, OSError, ValueError, TypeError):
            process = self._process
            if process is not None:
                process.join(5)
            code = None if process is None else process.exitcode
            self.close()
            return Outcome(failure=f"the judge ended ({code})")

    def _start(self) -> Connection:
        # A forked process would inherit the threads of torch, which do not survive that.
        context = multiprocessing.get_context("spawn")
        with self._changing:
            if self._ended:
                raise EOFError("nothing is judged any more")
            ours, theirs = context.Pipe()
            process = context.Process(target=TARGET, args=(self.project, theirs))
            with without_interrupts():
                process.start()
            theirs.close()
            self._process, self._connection = process, ours
            return ours

    def close(self) -> None:
        """End the process, which ends its student's; the next hand-in gets a new one."""
        with self._changing:
            process, connection = self._process, self._connection
            self._process = self._connection = None
            if process is not None:
                process.terminate()
                process.join(10)
                process.kill()
                process.join()
            if connection is not None:
                connection.close()

    def end(self) -> None:
        """End the process for good, from any thread: one that it started now would outlive the class."""
        self._ended = True
        self.close()


def _serve(project: Path, connection: Connection) -> None:
    """Judge what comes until nothing comes."""
    begin_worker()
    with contextlib.suppress(EOFError, OSError):
        task: Task = connection.recv()
        try:
            with prepare(load_rubric(project)) as judge:
                while True:
                    connection.send_bytes(judge_one(judge, task).as_json())
                    task = connection.recv()
        except UserError as error:
            connection.send_bytes(Outcome(failure=str(error)).as_json())


TARGET = _serve
"""What a judge's process runs."""

_own = threading.local()
_all: list[JudgeProcess] = []


def judge_here(task: Task, project: Path | None = None) -> Outcome:
    """Judge a hand-in with this thread's own judge, which stays for the next one.

    `project` is the assignment's folder, by default the one of that name in the working directory.
    """
    project = project or Path.cwd() / task.assignment
    judge: JudgeProcess | None = getattr(_own, "judge", None)
    if judge is None or judge.project != project:
        if judge is not None:
            judge.close()
        judge = _own.judge = JudgeProcess(project)
        _all.append(judge)
    return judge.judge(task)


def end_all() -> None:
    """End all judges of this process."""
    while _all:
        _all.pop().end()
