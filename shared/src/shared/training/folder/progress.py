"""Progress: a bar with the time to the end on a terminal, a few plain lines elsewhere."""

from __future__ import annotations

import contextlib
import statistics
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

PLAIN_SECONDS = 10.0  # between two plain lines
BAR_SECONDS = 0.2  # between two looks at the time left


class TimeLeft:
    """Estimates the time to the end from how long steps, and the pauses between epochs, took.

    The first steps take longer than the others, often a hundred times: kernels are compiled and
    memory is asked for, anew for each shape of a batch. So only the later half of the steps counts,
    at most KEPT, and one that took more than LONG times their median counts as LONG medians.

    Args:
        total: steps of the whole run.
        done: steps that an earlier part of the run has made.
        per_epoch: steps of an epoch; between epochs a run evaluates.
    """

    KEPT, LONG, FEWEST = 500, 3.0, 3

    def __init__(self, total: int, done: int, per_epoch: int) -> None:
        self.total, self.done, self.per_epoch = total, done, per_epoch
        self._steps: deque[float] = deque(maxlen=2 * self.KEPT)
        self._pauses: list[float] = []

    def step(self, seconds: float) -> None:
        """Count a step."""
        self.done += 1
        self._steps.append(seconds)

    def pause(self, seconds: float) -> None:
        """Count a pause between two epochs."""
        self._pauses.append(seconds)

    def seconds(self) -> float | None:
        """Return the seconds to the last step; None where nobody can know them yet."""
        later = list(self._steps)[len(self._steps) // 2 :]
        left = self.total - self.done
        if len(later) < self.FEWEST:
            return None
        longest = self.LONG * statistics.median(later)
        step = statistics.fmean(min(seconds, longest) for seconds in later)
        pause = statistics.median(self._pauses) if self._pauses else 0.0
        return left * step + left // self.per_epoch * pause

    def __str__(self) -> str:
        seconds = self.seconds()
        if seconds is None:
            return "time left not known yet"
        unseen = not self._pauses and self.total - self.done >= self.per_epoch
        return f"{'at least ' if unseen else ''}{clock(seconds)} left"


class Progress:
    """Shows steps done of steps in all, and the time to the end.

    Nothing that happens to a terminal ends a run: a bar that cannot be drawn is left out.

    Args:
        total: steps of the whole run.
        done: steps that an earlier part of the run has made.
        name: shown in front.
        per_epoch: steps of an epoch.
        silent: show nothing (processes other than the first).
        now: the clock, in seconds.
    """

    def __init__(
        self,
        total: int,
        done: int,
        name: str,
        *,
        per_epoch: int,
        silent: bool = False,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.name, self.silent = name, silent
        self._left = TimeLeft(total, done, per_epoch)
        self._now = now
        self._last_line = now()
        self._last_step: float | None = None
        self._loss: float | None = None
        self._bar: Any = None
        if not silent and sys.stderr is not None and sys.stderr.isatty():
            from tqdm import tqdm

            with self._drawing():
                self._bar = tqdm(
                    total=total,
                    initial=done,
                    desc=name,
                    unit="step",
                    dynamic_ncols=True,
                    bar_format="{desc} {percentage:3.0f}% {bar} {n}/{total} steps, "
                    "{elapsed} gone{postfix}",
                )

    def start_epoch(self) -> None:
        """Begin an epoch's steps; the time since the last step was a pause."""
        now = self._now()
        if self._last_step is not None:
            self._left.pause(now - self._last_step)
        self._last_step = now

    def step(self, loss: float | None) -> None:
        """Count one step; `loss` is the running loss, or None where it is not known yet."""
        now = self._now()
        self._left.step(now - (now if self._last_step is None else self._last_step))
        self._last_step = now
        self._loss = loss if loss is not None else self._loss
        due = now - self._last_line > (PLAIN_SECONDS if self._bar is None else BAR_SECONDS)
        if due and not self.silent:
            self._last_line = now
            shown = (
                f"{self._left}" if self._loss is None else f"loss {self._loss:.4g}, {self._left}"
            )
            if self._bar is None:
                self.say(f"{self.name}: step {self._left.done}/{self._left.total}, {shown}")
            else:
                self._bar.set_postfix_str(shown, refresh=False)
        if self._bar is not None:
            with self._drawing():
                self._bar.update()

    def say(self, line: str) -> None:
        """Print a line without breaking the bar."""
        if self.silent:
            return
        with contextlib.suppress(OSError, ValueError):
            if self._bar is None:
                print(line, flush=True)
            else:
                self._bar.write(line)

    def close(self) -> None:
        """Leave the bar as it stands."""
        if self._bar is not None:
            with self._drawing():
                self._bar.close()

    @contextlib.contextmanager
    def _drawing(self) -> Iterator[None]:
        try:
            yield
        except (OSError, ValueError):  # the terminal is gone, or the stream closed
            self._bar = None


def clock(seconds: float) -> str:
    """Format seconds: `75.2` → `"1:15"`; hours appear where there are any."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def duration(seconds: float) -> str:
    """Format seconds with the unit: `75.2` → `"1:15 (min:s)"`, `4000` → `"1:06:40 (h:min:s)"`."""
    shown = clock(seconds)
    return f"{shown} (h:min:s)" if shown.count(":") == 2 else f"{shown} (min:s)"
