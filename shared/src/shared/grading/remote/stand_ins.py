"""The judge's end of the student's process, and stand-ins for the objects that live there.

A check works on `Student` and `Remote` as on the package itself: `student.layers.Linear(w).forward(x)`.
Numbers, strings, lists, tuples, dictionaries, arrays and tensors come back as copies; every other
object stays where it is, and a `Remote` stands for it.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import selectors
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from shared.grading.errors import RemoteError, SandboxError, StudentDied
from shared.grading.remote import protocol
from shared.grading.walls import watch
from shared.grading.walls.sandbox import Level, Limits, Place, launch

TICK = 0.05  # seconds between two looks at memory and time
KEPT_OUTPUT = 4000
START_SECONDS = 60.0
FORGET_SECONDS = 5.0
FILES_EVERY = 0.5


def plain(text: Any, length: int = 600) -> str:
    """Text from a hand-in as one that is safe to print: no control characters, and short."""
    shown = "".join(c if c.isprintable() or c == "\n" else "?" for c in str(text)[: length + 1])
    return shown if len(shown) <= length else shown[:length] + " …"


class StudentProcess:
    """One process behind the walls of `level`.

    Raises:
        SandboxError: the process could not be started there.
    """

    def __init__(self, level: Level, place: Place, limits: Limits) -> None:
        self.level, self.place, self.limits = level, place, limits
        self.output = b""
        self.printed = 0
        self.calls = 0
        self.files_seen_at = time.monotonic()
        self.started = launch(level, place, limits)
        self.process = subprocess.Popen(
            self.started.command,
            env=self.started.environment,
            cwd="/",
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            umask=0o022,
        )
        self.streams = [
            stream
            for stream in (self.process.stdin, self.process.stdout, self.process.stderr)
            if stream
        ]
        self.to, self.back, self.printing = (stream.fileno() for stream in self.streams)
        for descriptor in (self.to, self.back, self.printing):
            os.set_blocking(descriptor, False)
        try:
            header, _ = self._exchange(b"", time.monotonic() + START_SECONDS)
            self.within = [str(name) for name in header["ready"]]
        except (StudentDied, KeyError, TypeError) as error:
            said = plain(self.output.decode("utf-8", "replace").strip()[-300:])
            self.close()
            raise SandboxError(f"{level}: the process does not start: {error} {said}") from None

    def request(
        self, fields: dict[str, Any], blobs: list[bytes], deadline: float
    ) -> tuple[dict[str, Any], bytes]:
        """Send one request and return the reply's header and payload.

        Raises:
            RemoteError: the hand-in's code raised.
            StudentDied: the process ended, passed a limit, or sent what is no reply.
        """
        self.calls += 1
        number = secrets.randbits(62)  # a reply made up beforehand does not fit
        try:
            header, payload = self._exchange(
                protocol.frame({"id": number, **fields}, blobs), deadline
            )
            if header.get("id") != number:
                raise protocol.ProtocolError("a reply that nobody asked for")
        except protocol.ProtocolError as error:
            raise self._died(f"the process sent what is no reply: {error}") from None
        if header.get("error") is not None:
            raise RemoteError(_told(header["error"]))
        return header, payload

    def _exchange(self, outgoing: bytes, deadline: float) -> tuple[dict[str, Any], bytes]:
        """Write a frame and read one, within limits of time, memory and output."""
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
                self._check_limits(deadline)
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
                    start = protocol.LENGTHS.size
                    end = start + sizes[0]
                    return protocol.parse_header(bytes(incoming[start:end])), bytes(incoming[end:])

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

    def _check_limits(self, deadline: float) -> None:
        now = time.monotonic()
        if now > deadline:
            raise self._died("it took too long (endless loop?)")
        used = watch.usage(self.process.pid)
        if used.memory > self.limits.memory:
            raise self._died(f"it used more than {self.limits.memory:,} bytes of memory")
        if used.threads > self.limits.threads:
            raise self._died(f"it started more than {self.limits.threads} threads")
        if self.level == "subprocess" and now - self.files_seen_at > FILES_EVERY:
            self.files_seen_at = now
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
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(1)
        with contextlib.suppress(OSError, StudentDied):
            while _readable(self.printing) and self._read_output():
                pass  # the last words, for the error message
        code = self.process.returncode
        how = "" if code is None else f", exit status {code}"
        return self._died(f"the process ended in the middle (exit, or killed by a limit{how})")

    def _died(self, reason: str) -> StudentDied:
        self.close()
        return StudentDied(reason)

    def close(self) -> None:
        """End the process and all that it started, and empty its folder."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.kill()
        self.process.wait()
        if self.started.remove:
            subprocess.run(self.started.remove, capture_output=True, timeout=30)
        for stream in self.streams:
            with contextlib.suppress(OSError):
                stream.close()
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


def _told(error: Any) -> str:
    """The exception that a hand-in's code raised, as a sentence."""
    if type(error) is not dict:
        return "an exception"
    kind, message, place = (plain(error.get(key, "")) for key in ("type", "message", "place"))
    where = f" ({place})" if place else ""
    return f"{kind}: {message}{where}" if message else f"{kind}{where}"


class Student:
    """The hand-in's package: an attribute is one of its modules, imported in the student's process.

    A process that ended is replaced by a new one when the next exercise begins. A module
    whose import ended or hung the process is not tried again.
    """

    def __init__(self, level: Level, place: Place, limits: Limits) -> None:
        self._level, self._place, self._limits = level, place, limits
        self._process: StudentProcess | None = StudentProcess(level, place, limits)
        self._within = self._process.within
        self._end = time.monotonic() + limits.total_seconds
        self._left = limits.call_seconds
        self._fatal: dict[str, str] = {}
        self._calls = 0

    def __getattr__(self, name: str) -> Remote:
        if name.startswith("_"):
            raise AttributeError(name)
        if name in self._fatal:
            raise StudentDied(self._fatal[name])
        limit = time.monotonic() + self._limits.import_seconds
        try:
            remote = self._request({"do": "import", "name": name}, limit=limit)
        except StudentDied as error:
            self._fatal[name] = f"importing {name}: {error}"
            raise StudentDied(self._fatal[name]) from None
        if not isinstance(remote, Remote):
            raise RemoteError(f"the module {name} has replaced itself")
        return remote

    @property
    def _alive(self) -> bool:
        """Whether the process of the last exercise is still there."""
        return self._process is not None

    def _begin(self) -> None:
        """Start an exercise: a fresh allowance of time, and a process that is alive."""
        if time.monotonic() > self._end:
            raise StudentDied("the time for the whole hand-in is used up")
        self._left = self._limits.call_seconds
        self._calls = 0
        if self._process is None:
            bare = replace(self._place, libraries=())  # only what is needed from here on
            self._process = StudentProcess(self._level, bare, self._limits)

    def _finish(self) -> None:
        """End an exercise: nothing may be left in the pipe, and no object is kept."""
        try:
            if self._process:
                self._process.expect_silence()
                self._request({"do": "forget"}, limit=time.monotonic() + FORGET_SECONDS)
        except StudentDied:
            self._process = None
            raise

    def _close(self) -> None:
        """End the process; the next exercise would get a new one."""
        if self._process:
            self._process.close()
            self._process = None

    def _request(self, fields: dict[str, Any], *argument: Any, limit: float | None = None) -> Any:
        if self._process is None:
            raise StudentDied("the process has ended")
        process = self._process
        start = time.monotonic()
        encoder = protocol.Encoder(lambda value: self._handle(value, process))
        if argument:
            fields = {**fields, "argument": encoder.encode(argument[0])}
        deadline = min(limit or start + self._left, self._end)
        self._calls += 1
        try:
            header, payload = process.request(fields, encoder.blobs, deadline)
            decoder = protocol.Decoder(payload, lambda node: self._remote(node, process))
            return decoder.decode_all(header.get("value"))
        except protocol.ProtocolError as error:
            process.close()
            self._process = None
            raise StudentDied(f"the process sent what is no value: {error}") from None
        except StudentDied:
            self._process = None
            raise
        finally:
            if limit is None:
                self._left -= time.monotonic() - start

    def _handle(self, value: Any, process: StudentProcess) -> dict[str, Any]:
        if isinstance(value, Remote):
            if value._process is not process:
                raise StudentDied("an object went with the process that held it")
            return {"handle": value._number}
        raise TypeError(f"a check cannot hand over {type(value).__name__}")

    def _remote(self, node: dict[str, Any], process: StudentProcess) -> Remote:
        if type(node["handle"]) is not int:
            raise protocol.ProtocolError("a handle is a number")
        # A class of its own for each type, so that a message can say which one came back.
        name = plain(node.get("type", ""), 60)
        kind = type(name if name.isprintable() and name else "object", (Remote,), {"__slots__": ()})
        remote: Remote = kind(self, process, node["handle"])
        return remote


class Remote:
    """Stands for an object in the student's process.

    Special methods are never looked up there: `==` compares stand-ins, and NumPy cannot be talked
    into reading memory at an address (`__array_interface__`) that a hand-in names.
    """

    __slots__ = ("_number", "_process", "_student")

    def __init__(self, student: Student, process: StudentProcess, number: int) -> None:
        object.__setattr__(self, "_student", student)
        object.__setattr__(self, "_process", process)
        object.__setattr__(self, "_number", number)

    _student: Student
    _process: StudentProcess
    _number: int

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self._ask({"do": "get", "name": name})

    def __setattr__(self, name: str, value: Any) -> None:
        self._ask({"do": "set", "name": name}, value)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask({"do": "call"}, (args, kwargs))

    def __bool__(self) -> bool:
        raise TypeError(f"{type(self).__name__} is an object of the hand-in, no truth value")

    def _ask(self, fields: dict[str, Any], *argument: Any) -> Any:
        if self._student._process is not self._process:
            raise StudentDied("an object went with the process that held it")
        return self._student._request({**fields, "target": self._number}, *argument)


def hold(function: Any, *args: Any, **kwargs: Any) -> Any:
    """Call `function` and leave the result where it is, even if it could be copied.

    So that `hold(layer, x).sum().backward()` runs in the student's process. On the reference's side
    this is an ordinary call.
    """
    if isinstance(function, Remote):
        return function._ask({"do": "call", "hold": True}, (args, kwargs))
    return function(*args, **kwargs)
