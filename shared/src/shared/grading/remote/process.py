"""The judge's end of the student's process: one request, one reply, within limits."""

from __future__ import annotations

import contextlib
import os
import secrets
import selectors
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shared.grading.errors import RemoteError, SandboxError, StudentDied
from shared.grading.remote import protocol
from shared.grading.walls import watch
from shared.grading.walls.limits import Level, Limits, Place
from shared.grading.walls.running import Program, Running
from shared.grading.walls.sandbox import launch
from shared.grading.walls.zygote import NoZygoteError, Zygote
from shared.plain_text import plain

TICK = 0.05  # seconds between two measurements of memory and time
KEPT_OUTPUT = 4000
START_SECONDS = 60.0
PATIENCE = 10.0  # seconds by the clock for a second of CPU time, while it starts
FILES_EVERY = 0.5
TOO_LONG = "it took too long"


@dataclass(frozen=True)
class Allowance:
    """What one request may take: seconds of CPU time, and seconds by the clock."""

    cpu_seconds: float
    seconds: float


class StudentProcess:
    """One process behind the walls of `level`; a fork of `warm` where that can be.

    Raises:
        SandboxError: the process could not be started there.
    """

    def __init__(
        self, level: Level, place: Place, limits: Limits, warm: Zygote | None = None
    ) -> None:
        self.level, self.place, self.limits = level, place, limits
        if warm is not None:
            with contextlib.suppress(NoZygoteError, SandboxError):  # then without it
                self._begin(warm.fork(level, place, limits))
                return
        self._begin(Program(launch(level, place, limits)))

    def _begin(self, process: Running) -> None:
        """Wait for the word that the process is behind its walls."""
        self.process = process
        self.output = b""
        self.printed = 0  # bytes since the check began, which sets it to 0
        self.cpu_seconds = 0.0  # used so far, or seconds by the clock where they cannot be measured
        self.began = self.files_measured_at = time.monotonic()
        self.to, self.back, self.printing = process.to, process.back, process.printing
        try:
            header, _ = self._exchange(b"", Allowance(START_SECONDS, START_SECONDS * PATIENCE))
            self.within = [str(name) for name in header["ready"]]
        except (StudentDied, KeyError, TypeError) as error:
            last_words = plain(self.output.decode("utf-8", "replace").strip()[-300:])
            self.close()
            raise SandboxError(
                f"{self.level}: the process does not start: {error} {last_words}"
            ) from None

    def request(
        self, fields: dict[str, Any], blobs: list[bytes], allowance: Allowance
    ) -> tuple[dict[str, Any], bytes]:
        """Send one request and return the reply's header and payload.

        `cpu_seconds` then tells what the process has used since its start.

        Raises:
            RemoteError: the hand-in's code raised.
            StudentDied: the process ended, passed a limit, or sent what is no reply.
        """
        number = secrets.randbits(62)  # a reply made up beforehand does not fit
        try:
            header, payload = self._exchange(
                protocol.frame({"id": number, **fields}, blobs), allowance
            )
            if header.get("id") != number:
                raise protocol.ProtocolError("a reply that nobody asked for")
        except protocol.ProtocolError as error:
            raise self._died(f"the process sent what is no reply: {error}") from None
        if header.get("error") is not None:
            raise RemoteError(_sentence(header["error"]), _kinds(header["error"]))
        return header, payload

    def _exchange(self, outgoing: bytes, allowance: Allowance) -> tuple[dict[str, Any], bytes]:
        """Write a frame and read one, within limits of time, memory and output."""
        cpu_end = self.cpu_seconds + allowance.cpu_seconds
        now = time.monotonic()
        end, next_look = now + allowance.seconds, now + TICK
        incoming = bytearray()
        expected = protocol.LENGTHS.size
        sizes: tuple[int, int] | None = None
        unsent = memoryview(outgoing)
        with selectors.DefaultSelector() as selector:
            selector.register(self.back, selectors.EVENT_READ)
            selector.register(self.printing, selectors.EVENT_READ)
            if unsent:
                selector.register(self.to, selectors.EVENT_WRITE)
            while True:
                ready = {key.fd for key, _ in selector.select(TICK)}
                if time.monotonic() >= next_look:
                    self._check_limits(cpu_end, end)
                    next_look = time.monotonic() + TICK
                if self.printing in ready and not self._read_output():
                    selector.unregister(self.printing)
                if self.to in ready:
                    unsent = unsent[self._write(unsent) :]
                    if not unsent:
                        selector.unregister(self.to)
                if self.back not in ready:
                    continue
                part = os.read(self.back, min(expected - len(incoming), 2**20))
                if not part:
                    raise self._ended()
                incoming += part
                if len(incoming) == expected and sizes is None:
                    sizes = protocol.lengths(bytes(incoming))
                    expected += sum(sizes)
                if len(incoming) == expected and sizes is not None:
                    if unsent:
                        raise protocol.ProtocolError("a reply before the request was complete")
                    self._check_limits(cpu_end, end)
                    start = protocol.LENGTHS.size
                    middle = start + sizes[0]
                    header = protocol.parse_header(bytes(incoming[start:middle]))
                    return header, bytes(incoming[middle:])

    def _write(self, data: memoryview) -> int:
        try:
            return os.write(self.to, data[: 2**16])
        except BlockingIOError:
            return 0
        except BrokenPipeError:
            raise self._ended() from None

    def _read_output(self) -> bool:
        """Take in what the hand-in prints; False when there will be no more."""
        with contextlib.suppress(BlockingIOError):
            part = os.read(self.printing, 2**16)
            self.output = (self.output + part)[-KEPT_OUTPUT:]
            self.printed += len(part)
            if self.printed > self.limits.output:
                raise self._died(f"it printed more than {self.limits.output:,} bytes")
            return bool(part)
        return True

    def measure(self) -> watch.Usage:
        """Measure what the process uses, and bring `cpu_seconds` up to date."""
        used = watch.usage(self.process.pid)
        counted = used.cpu_seconds if watch.COUNTS_CPU_TIME else time.monotonic() - self.began
        self.cpu_seconds = max(self.cpu_seconds, counted)
        return used

    def _check_limits(self, cpu_end: float, end: float) -> None:
        now = time.monotonic()
        used = self.measure()
        if self.cpu_seconds > cpu_end:
            raise self._died(f"{TOO_LONG} (endless loop?)")
        if now > end:
            raise self._died(f"{TOO_LONG} (does it wait for something?)")
        if used.memory > self.limits.memory:
            raise self._died(f"it used more than {self.limits.memory:,} bytes of memory")
        if used.threads > self.limits.threads:
            raise self._died(f"it started more than {self.limits.threads} threads")
        if self.level == "subprocess" and now - self.files_measured_at > FILES_EVERY:
            self.files_measured_at = now
            if watch.size_of_files(self.place.scratch, self.limits.scratch) > self.limits.scratch:
                raise self._died(f"it wrote more than {self.limits.scratch:,} bytes of files")

    def expect_silence(self) -> None:
        """Raise if the process sent anything that was not asked for, or is no longer there.

        Raises:
            StudentDied: it did, or it is not.
        """
        with contextlib.suppress(BlockingIOError):
            if os.read(self.back, 1):
                raise self._died("the process sent a reply that nobody asked for")
            raise self._ended()

    def _ended(self) -> StudentDied:
        code = self.process.status(1)
        with contextlib.suppress(OSError, StudentDied):
            while _readable(self.printing) and self._read_output():
                pass  # the last words, for the error message
        how = "" if code is None else f", exit status {code}"
        return self._died(f"the process ended in the middle (exit, or killed by a limit{how})")

    def _died(self, reason: str) -> StudentDied:
        self.close()
        return StudentDied(reason)

    def close(self) -> None:
        """End the process and all that it started, and empty its folder."""
        self.process.end()
        for entry in _entries(self.place.scratch):
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry, ignore_errors=True)
            else:
                entry.unlink(missing_ok=True)


def _readable(descriptor: int) -> bool:
    with selectors.DefaultSelector() as selector:
        selector.register(descriptor, selectors.EVENT_READ)
        return bool(selector.select(0))


def _entries(folder: Path) -> Iterator[Path]:
    with contextlib.suppress(OSError):
        yield from list(folder.iterdir())


def _kinds(error: Any) -> tuple[str, ...]:
    """Return the names of an exception's class and its bases, as far as they are names."""
    kinds = error.get("kinds") if type(error) is dict else None
    return tuple(kind for kind in kinds if type(kind) is str) if type(kinds) is list else ()


def _sentence(error: Any) -> str:
    """Describe the exception that a hand-in's code raised in a sentence."""
    if type(error) is not dict:
        return "an exception"
    kind, message, place = (plain(error.get(key, "")) for key in ("type", "message", "place"))
    where = f" ({place})" if place else ""
    return f"{kind}: {message}{where}" if message else f"{kind}{where}"
