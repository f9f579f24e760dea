"""One measurement: what happens in the process that makes it, here or on another machine."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch

from shared.errors import UserError
from shared.reporting.provenance import hardware, packages
from shared.reporting.results import now, refuse_non_finite
from shared.studies.declaring import classes_of
from shared.studies.sources import name_of, source_digest
from shared.training.errors import RunInterrupted
from shared.training.machine.devices import VARIABLE

LOGS = Path("runs") / "studies" / "logs"


class Measured(dict[str, Any]):
    """Metrics, with pictures that were drawn on the way.

    Args:
        metrics: JSON values by name.
        pictures: file name → content; they are stored beside the results file.
    """

    def __init__(self, metrics: Mapping[str, Any], pictures: Mapping[str, bytes]) -> None:
        super().__init__(metrics)
        self.pictures = dict(pictures)


def picture(draw: Callable[..., object], *arguments: Any, suffix: str = ".svg") -> bytes:
    """Return what `draw(path, *arguments)` writes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"picture{suffix}"
        draw(path, *arguments)
        return path.read_bytes()


@dataclass(frozen=True)
class Order:
    """What a worker is sent."""

    name: str
    function: Callable[..., Mapping[str, Any]]
    config: Any
    seed: int | None
    sources: str
    threads: int
    device: str
    seconds: float | None  # until the time budget is spent


@dataclass(frozen=True)
class Outcome:
    """What a worker returns: metrics, or why there are none."""

    metrics: dict[str, Any] = field(default_factory=dict)
    pictures: dict[str, bytes] = field(default_factory=dict)
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    date: str = ""
    origin: dict[str, Any] = field(default_factory=dict)
    error: str = ""
    stopped: bool = False


def carry_out(order: Order) -> Outcome:
    """Measure; what is printed on the way goes to a log file, errors come back in words."""
    if source_digest(name_of(order.function), *classes_of(order.config)) != order.sources:
        return Outcome(error="its code has changed since the study began: start the study again")
    os.environ[VARIABLE] = order.device
    torch.set_num_threads(order.threads)
    LOGS.mkdir(parents=True, exist_ok=True)
    path = LOGS / f"{order.name}-{os.getpid()}.log"
    started, cpu_started = time.monotonic(), time.process_time()
    try:
        with path.open("a", encoding="utf-8") as log, _output_to(log), _alarm(order.seconds):
            try:
                seeds = () if order.seed is None else (order.seed,)
                measured = order.function(order.config, *seeds)
                refuse_non_finite(measured, order.name)
                metrics = json.loads(json.dumps(measured))  # as they will be read again
            except UserError as error:
                return Outcome(error=str(error))
            except Exception as error:
                traceback.print_exc()
                return Outcome(error=f"{type(error).__name__}: {error} (see {path})")
    except RunInterrupted:
        return Outcome(stopped=True)
    except SystemExit as error:
        return Outcome(error=f"it ended the process by exit status {error.code}")
    return Outcome(
        metrics,
        measured.pictures if isinstance(measured, Measured) else {},
        time.monotonic() - started,
        time.process_time() - cpu_started,
        now(),
        {"hardware": hardware(), "packages": packages()},
    )


@contextlib.contextmanager
def _output_to(log: Any) -> Iterator[None]:
    with contextlib.redirect_stdout(log), contextlib.redirect_stderr(log):
        yield


@contextlib.contextmanager
def _alarm(seconds: float | None) -> Iterator[None]:
    """Let a training run save and stop when the time is spent, as at Ctrl-C.

    Only the main thread of a process can have an alarm, and Windows has none; elsewhere the
    measurement runs to its end.
    """
    usable = hasattr(signal, "setitimer") and seconds is not None
    if not usable or threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(number: int, frame: object) -> None:
        signal.raise_signal(signal.SIGINT)

    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, max(0.001, seconds or 0.0))
    try:
        yield
    except KeyboardInterrupt:
        raise RunInterrupted(128 + signal.SIGINT) from None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
