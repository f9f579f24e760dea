"""Ctrl-C, SIGTERM and a lost terminal become a request to stop after the current step."""

from __future__ import annotations

import os
import signal
import threading
from types import FrameType
from typing import Any

from shared.training.errors import RunInterrupted

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP")  # Windows has no SIGHUP
SIGNALS = tuple(signal.Signals[name] for name in _NAMES if hasattr(signal, name))


class StopRequest:
    """Remembers the first signal; a second one acts at once, as if nobody listened.

    Attributes:
        signal: the one that came.
        at_once: whether it stops what runs there and then; so it is outside the steps, where
            there is nothing to save.
    """

    def __init__(self) -> None:
        self.signal: signal.Signals | None = None
        self.at_once = True
        self._previous: dict[signal.Signals, Any] = {}
        self._process = os.getpid()

    def listen(self) -> None:
        """Take over the signals (only the main thread may), but for a hang-up that nohup ignores."""
        if threading.current_thread() is not threading.main_thread():
            return
        for number in SIGNALS:
            if number.name == "SIGHUP" and signal.getsignal(number) == signal.SIG_IGN:
                continue
            self._previous[number] = signal.signal(number, self._remember)

    def _remember(self, number: int, _frame: FrameType | None) -> None:
        if os.getpid() != self._process:
            return  # a data loader's worker: its parent was asked too, and ends it
        self.signal = signal.Signals(number)
        self.restore()
        if self.at_once:
            raise RunInterrupted(128 + number)

    def wait_for_step(self) -> None:
        """Let the run stop itself from here on, after a step."""
        self.at_once = False

    def act_at_once(self) -> None:
        """Stop there and then from here on.

        Raises:
            RunInterrupted: the signal has come already.
        """
        self.at_once = True
        if self.signal is not None:
            raise RunInterrupted(128 + self.signal)

    def restore(self) -> None:
        """Give the signals back to whom they belonged."""
        for number, handler in self._previous.items():
            signal.signal(number, handler)
        self._previous.clear()
