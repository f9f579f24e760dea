"""The time left is honest from the first minute, and no terminal ends a run."""

from __future__ import annotations

import io
import sys

import pytest

from shared.training.folder import progress
from shared.training.folder.progress import Progress, TimeLeft, clock, duration


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.time = 1000.0

    def __call__(self) -> float:
        return self.time


def test_kernels_that_are_compiled_in_the_first_steps_do_not_count() -> None:
    """A first step of 40 seconds, then 0.1: a mean would announce hours."""
    left = TimeLeft(total=3000, done=0, per_epoch=5000)
    left.step(40.0)
    assert str(left) == "time left not known yet"
    for _ in range(9):
        left.step(0.1)
    assert left.seconds() == pytest.approx(299, rel=0.01)


def test_a_kernel_for_each_new_shape_counts_little() -> None:
    """Every fourth of the first hundred batches has a shape that was not there before."""
    left = TimeLeft(total=3000, done=0, per_epoch=5000)
    for number in range(100):
        left.step(5.0 if number % 4 == 0 else 0.1)
    assert left.seconds() == pytest.approx(2900 * 0.1, rel=0.6)


def test_batches_of_different_sizes_all_count() -> None:
    left = TimeLeft(total=1100, done=0, per_epoch=5000)
    for number in range(100):
        left.step(0.1 + 0.1 * (number % 2))
    assert left.seconds() == pytest.approx(150, rel=0.01)


def test_evaluations_between_epochs_are_part_of_it() -> None:
    left = TimeLeft(total=40, done=0, per_epoch=10)
    for _ in range(10):
        left.step(1.0)
    assert str(left) == "at least 0:30 left", "no evaluation has been seen yet"
    left.pause(7.0)
    for _ in range(5):
        left.step(1.0)
    assert left.seconds() == pytest.approx(25 + 2 * 7)
    assert str(left) == "0:39 left"


def test_a_resumed_run_counts_only_its_own_steps() -> None:
    left = TimeLeft(total=100, done=90, per_epoch=100)
    for _ in range(6):
        left.step(2.0)
    assert left.seconds() == pytest.approx(8)


def test_without_a_terminal_there_is_a_line_now_and_then(
    capsys: pytest.CaptureFixture[str],
) -> None:
    now = Clock()
    shown = Progress(100, 0, "toy", per_epoch=100, now=now)
    shown.start_epoch()
    for _ in range(25):
        now.time += 1
        shown.step(0.5)
    assert capsys.readouterr().out.splitlines() == [
        "toy: step 11/100, loss 0.5, 1:29 left",
        "toy: step 22/100, loss 0.5, 1:18 left",
    ]


class Terminal(io.StringIO):
    """A terminal that may have gone away."""

    gone = False

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if self.gone:
            raise OSError(5, "Input/output error")
        return super().write(text)


def test_a_bar_shows_the_same_estimate(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal, now = Terminal(), Clock()
    monkeypatch.setattr(sys, "stderr", terminal)
    shown = Progress(100, 0, "toy", per_epoch=100, now=now)
    shown.start_epoch()
    for _ in range(20):
        now.time += 1
        shown.step(0.5)
    shown.close()
    assert "loss 0.5, 1:20 left" in terminal.getvalue()


def test_a_terminal_that_goes_away_ends_no_run(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal, now = Terminal(), Clock()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(sys, "stdout", terminal)
    monkeypatch.setattr(progress, "BAR_SECONDS", 0.0)
    shown = Progress(100, 0, "toy", per_epoch=100, now=now)
    shown.start_epoch()
    terminal.gone = True
    for _ in range(20):
        now.time += 1
        shown.step(0.5)
        shown.say("an epoch is over")
    shown.close()


def test_no_standard_error_is_no_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("stdout", "stderr"):
        monkeypatch.setattr(sys, name, None)
    shown = Progress(10, 0, "toy", per_epoch=10)
    shown.start_epoch()
    shown.step(None)
    shown.say("a line")
    shown.close()


def test_a_clock_shows_hours_where_there_are_any() -> None:
    assert [clock(75.2), clock(3600), clock(0)] == ["1:15", "1:00:00", "0:00"]
    assert [duration(75.2), duration(3600)] == ["1:15 (min:s)", "1:00:00 (h:min:s)"]
