"""A judge's process ends when it is told to, from whatever thread, and none is left behind."""

import multiprocessing
import threading

from toy_course import LIMITS, SUMS, write_course

from shared.grading.assignment.rubric import load_rubric
from shared.grading.classes import judges
from shared.grading.classes.one import Task, course_digest


def task_of(folder):
    rubric = load_rubric(write_course(folder))
    module = rubric.exercises[0].module
    return rubric, Task(
        rubric.name,
        "alice",
        {module: SUMS.encode()},
        "subprocess",
        LIMITS,
        0,
        course_digest(rubric),
    )


def never_answers(project, connection):
    """Stand in for a judge that is at work."""
    connection.recv()
    connection.recv()


def test_none_is_started_after_the_end(tmp_path):
    rubric, task = task_of(tmp_path)
    judge = judges.JudgeProcess(rubric.project)
    judge.end()
    assert judge.judge(task).failure == "the judge ended (None)"
    assert not multiprocessing.active_children()


def test_the_end_comes_from_another_thread(tmp_path, monkeypatch):
    monkeypatch.setattr(judges, "TARGET", never_answers)
    rubric, task = task_of(tmp_path)
    judge = judges.JudgeProcess(rubric.project)
    outcomes = []
    thread = threading.Thread(target=lambda: outcomes.append(judge.judge(task)))
    thread.start()
    while not multiprocessing.active_children():
        assert thread.is_alive()
    judge.end()
    thread.join()
    assert outcomes[0].failure.startswith("the judge ended")
    assert not multiprocessing.active_children()
    assert judge.judge(task).grade is None  # and no new one
    assert not multiprocessing.active_children()
