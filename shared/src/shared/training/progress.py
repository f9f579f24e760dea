"""Progress: a bar with the time to the end on a terminal, a few plain lines elsewhere."""

from __future__ import annotations

import sys
import time

from tqdm import tqdm

PLAIN_SECONDS = 10.0  # between two plain lines


class Progress:
    """Steps done of steps in all.

    The time to the end is what remains at the average speed since this process started; pauses
    for evaluation are part of it.

    Args:
        total: steps of the whole run.
        done: steps that an earlier part of the run has made.
        name: shown in front.
        silent: show nothing (processes other than the first).
    """

    def __init__(self, total: int, done: int, name: str, *, silent: bool = False) -> None:
        self.total, self.done, self.name, self.silent = total, done, name, silent
        self._first = done
        self._start = self._last_line = time.monotonic()
        self._loss: float | None = None
        self._bar: tqdm | None = None
        if not silent and sys.stderr.isatty():
            self._bar = tqdm(
                total=total,
                initial=done,
                desc=name,
                unit="step",
                smoothing=0,
                dynamic_ncols=True,
                bar_format="{desc} {percentage:3.0f}% {bar} {n}/{total} steps, "
                "{elapsed} gone, {remaining} left{postfix}",
            )

    def step(self, loss: float | None) -> None:
        """Count one step; `loss` is the running loss, or None where it is not known yet."""
        self.done += 1
        self._loss = loss if loss is not None else self._loss
        if self._bar is not None:
            if self._loss is not None:
                self._bar.set_postfix_str(f"loss {self._loss:.4g}", refresh=False)
            self._bar.update()
        elif not self.silent and time.monotonic() - self._last_line > PLAIN_SECONDS:
            self._last_line = time.monotonic()
            speed = (self.done - self._first) / (self._last_line - self._start)
            left = (self.total - self.done) / speed
            shown = "" if self._loss is None else f", loss {self._loss:.4g}"
            self.say(f"{self.name}: step {self.done}/{self.total}{shown}, {clock(left)} left")

    def say(self, line: str) -> None:
        """Print a line without breaking the bar."""
        if self.silent:
            return
        if self._bar is not None:
            self._bar.write(line)
        else:
            print(line, flush=True)

    def close(self) -> None:
        """Leave the bar as it stands."""
        if self._bar is not None:
            self._bar.close()


def clock(seconds: float) -> str:
    """Format seconds: `75.2` → `"1:15"`; hours appear where there are any."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
