"""Several processes come together before anything else, and end together.

torchrun (or a cluster) starts the processes and tells each its number. `as_one` joins them before
the data are read, so that what fails in one of them, a file that is missing on one host, ends all
with its message. When one disappears without a word, killed or with its host, the others notice
it at once where the connection breaks, otherwise by its silence: each gives a sign of life every
few seconds, through the store that torchrun keeps.
"""

from __future__ import annotations

import contextlib
import functools
import os
import re
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import ParamSpec, TypeVar

import torch
from torch import distributed
from torch.distributed.distributed_c10d import PrefixStore
from torch.distributed.rendezvous import rendezvous

from shared.errors import UserError
from shared.training.errors import LostProcessError, RunError

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

BEAT = 2.0  # seconds between two signs of life
SILENCE = float(os.environ.get("DL_SILENCE", "60"))  # after so many seconds a process is lost
JOINING = timedelta(minutes=10)  # the longest wait for the others at the start
WORKING = timedelta(hours=6)  # the longest wait for a step of another that gives signs of life
LAST_WORDS = 2  # seconds to wait for the reason of one that failed
LEAVING = timedelta(minutes=1)  # the longest wait for the others at the end
GRACE = 5.0  # seconds for the main thread to end by itself

# What gloo and NCCL say when a process at the other end is gone; the store raises a DistError.
BROKEN = re.compile(r"gloo|nccl|connection closed by peer", re.IGNORECASE)


def several() -> bool:
    """Return whether this process was started as one of several."""
    return int(os.environ.get("WORLD_SIZE", "1")) > 1


def attempt_in_store() -> str:
    """Return what tells the attempts apart for which torchrun keeps one store.

    Where each attempt has a store of its own it is the same for all: torchrun counts a new start
    only on the hosts whose process failed first, not on those that start again because others do.
    """
    one_store = os.environ.get("TORCHELASTIC_USE_AGENT_STORE") == "True"
    return os.environ.get("TORCHELASTIC_RESTART_COUNT", "0") if one_store else "0"


class Company:
    """The other processes of this run, as long as they are together.

    Attributes:
        advice: how to go on when a process is lost; a Run sets it when it has saved.
    """

    def __init__(self) -> None:
        self.advice = "start the run again"
        self.rank, self.size = int(os.environ["RANK"]), int(os.environ["WORLD_SIZE"])
        attempt = f"shared/{attempt_in_store()}"
        self._signs = [f"{attempt}/sign/{rank}" for rank in range(self.size)]
        self._leaving = [f"{attempt}/left/{rank}" for rank in range(self.size)]
        self._failed = f"{attempt}/failed"
        self._group = f"{attempt}/group"
        host = f"{socket.gethostname()}/{os.environ.get('GROUP_RANK', '0')}"
        self._said = f"{attempt}/said/{host}"
        try:
            self.store, _, _ = next(iter(rendezvous("env://", timeout=JOINING)))
            self.store.set(self._signs[self.rank], "0")
            self.store.wait(self._signs, JOINING)
        except RuntimeError as error:  # distributed.DistError is one
            raise RunError(
                f"{self.size} processes should have come together, and some did not: see what "
                f"they say on their hosts ({first_line(error)})"
            ) from None
        self._left = threading.Event()
        self._heard = dict.fromkeys(range(self.size), time.monotonic())
        self._joined_by: float | None = time.monotonic() + JOINING.total_seconds()
        self._threads = [
            threading.Thread(target=work, daemon=True) for work in (self._give_signs, self._watch)
        ]
        for thread in self._threads:
            thread.start()

    def connect(self) -> None:
        """Make the connections over which processes share gradients.

        Raises:
            RunError: they cannot reach each other.
        """
        backend = "cpu:gloo,cuda:nccl" if torch.cuda.is_available() else "gloo"
        store = PrefixStore(self._group, self.store)
        try:
            distributed.init_process_group(
                backend, store=store, rank=self.rank, world_size=self.size, timeout=WORKING
            )
        except RuntimeError as error:
            raise RunError(f"{UNREACHABLE} ({first_line(error)})") from None
        self._joined_by = None

    def _give_signs(self) -> None:
        """Tell the others, every few seconds, that this process lives; hear of them."""
        store = self.store.clone()  # the main thread may wait for something in the other one
        seen: dict[int, bytes] = {}
        beat = 0
        with contextlib.suppress(RuntimeError):  # the store is gone: nobody is heard any more
            while not self._left.wait(BEAT):
                beat += 1
                store.set(self._signs[self.rank], str(beat))
                for rank, sign in enumerate(store.multi_get(self._signs)):
                    if sign != seen.get(rank) or store.check([self._leaving[rank]]):
                        self._heard[rank] = time.monotonic()
                    seen[rank] = sign

    def _watch(self) -> None:
        """End this process where another is silent while the main thread waits for it."""
        while not self._left.wait(BEAT / 2):
            now = time.monotonic()
            silent = [rank for rank, heard in self._heard.items() if now - heard > SILENCE]
            if silent:
                who = f"process {', '.join(map(str, silent))} of {self.size} has"
                if self.rank in silent:  # its own signs do not arrive either
                    who = "the host of --rdzv-endpoint, or the first one, has"
                self._end(f"{who} given no sign of life for {SILENCE:.0f} s; {self.advice}")
            if self._joined_by is not None and now > self._joined_by:
                self._end(UNREACHABLE)

    def _end(self, message: str) -> None:
        time.sleep(GRACE)
        if not self._left.is_set():
            print(f"error: {message}", file=sys.stderr, flush=True)
            os._exit(1)

    def fail(self, error: BaseException) -> BaseException:
        """Let the others know why this process fails; return what is to be raised.

        Each host says one line: SystemExit where another process has said it.
        """
        try:
            return self._reason(error)
        finally:
            self._rest()

    def _reason(self, error: BaseException) -> BaseException:
        lost = broken(error)
        if not lost and not isinstance(error, Exception):
            return error  # somebody stopped this process
        ignore_stops()  # torchrun asks to stop when another has failed; the reason comes first
        if lost:
            error = self._lost()
        else:
            reason = (
                f"process {self.rank} on {socket.gethostname()} has failed: {first_line(error)}"
            )
            with contextlib.suppress(RuntimeError):
                self.store.compare_set(self._failed, "", reason)
        with contextlib.suppress(RuntimeError):
            if self.store.add(self._said, 1) > 1 and isinstance(error, UserError):
                return SystemExit(1)
        return error

    def _lost(self) -> LostProcessError:
        """Say which process was lost, in its own last words where it had any."""
        reason = "another process of this run has ended without a word (killed, or its host?)"
        with contextlib.suppress(RuntimeError):
            for _ in range(LAST_WORDS * 10):  # without torch's warning of a wait in vain
                if self.store.check([self._failed]):
                    reason = self.store.get(self._failed).decode()
                    break
                time.sleep(0.1)
        return LostProcessError(f"{reason}; {self.advice}")

    def leave(self) -> None:
        """End in peace: the first process, which may keep the store, waits for the others."""
        with contextlib.suppress(RuntimeError):
            self.store.set(self._leaving[self.rank], "")
            if self.rank == 0:
                self.store.wait(self._leaving, LEAVING)
        self._rest()
        distributed.destroy_process_group()

    def _rest(self) -> None:
        """End the threads: one that is within the store when Python ends brings it down by SIGABRT."""
        self._left.set()
        for thread in self._threads:
            thread.join(2 * BEAT)


UNREACHABLE = (
    "the processes cannot reach each other: on several hosts name the network interface with "
    "GLOO_SOCKET_IFNAME (NCCL_SOCKET_IFNAME for GPUs), and this host's address with "
    "torchrun --local-addr"
)

company: Company | None = None


def as_one(command: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Decorate a command: the processes that run it join first, and end together.

    Raises:
        LostProcessError: another one has failed or disappeared; only one process a host says so.
    """

    @functools.wraps(command)
    def together(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        global company
        if not several():
            return command(*args, **kwargs)
        company = Company()
        company.connect()
        try:
            result = command(*args, **kwargs)
        except BaseException as error:
            if (raised := company.fail(error)) is error:
                raise
            raise raised from None
        company.leave()
        return result

    return together


def advise(advice: str) -> None:
    """Set what a person should do when a process is lost, such as `continue with --resume DIR`."""
    if company is not None:
        company.advice = advice


def first_line(error: BaseException) -> str:
    """Return the first line of an error's message, and its kind where it has none of ours."""
    text = str(error).strip().partition("\n")[0]
    return text if isinstance(error, UserError) else f"{type(error).__name__}: {text}"


def broken(error: BaseException | None) -> bool:
    """Return whether an error says that another process is gone.

    One that this process was asked to stop by, while it dealt with such an error, says so too; not
    one raised `from None` in its place, as where a Run knows that another was asked to stop.
    """
    if isinstance(error, SystemExit):
        return not error.__suppress_context__ and broken(error.__context__)
    return isinstance(error, distributed.DistError) or (
        isinstance(error, RuntimeError) and BROKEN.search(str(error)) is not None
    )


def ignore_stops() -> None:
    """Let SIGTERM have no effect from here on (only the main thread may)."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
