"""Stand-ins for the objects that live in the student's process.

A check works on `Student` and `Remote` as on the package itself: `student.layers.Linear(w).forward(x)`.
Numbers, strings, lists, tuples, dictionaries, arrays and tensors come back as copies; every other
object stays where it is, and a `Remote` stands for it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from shared.grading.errors import RemoteError, StudentDied
from shared.grading.remote import protocol
from shared.grading.remote.gradients import differentiate
from shared.grading.remote.process import Allowance, StudentProcess
from shared.grading.walls.limits import Level, Limits, Place
from shared.grading.walls.zygote import Zygote
from shared.plain_text import plain

FORGET_SECONDS = 5.0


class Student:
    """The hand-in's package: an attribute is one of its modules, imported in the student's process.

    A process that ended is replaced by a new one when the next exercise begins. A module
    whose import ended or hung the process is not tried again.
    """

    def __init__(
        self, level: Level, place: Place, limits: Limits, warm: Zygote | None = None
    ) -> None:
        self._level, self._place, self._limits, self._warm = level, place, limits, warm
        self._process: StudentProcess | None = StudentProcess(level, place, limits, warm)
        self._within = self._process.within
        self._end = time.monotonic() + limits.total_seconds * limits.patience
        self._total_left = limits.total_seconds
        self._left = limits.call_seconds
        self._fatal: dict[str, str] = {}
        self._calls = 0

    def __getattr__(self, name: str) -> Remote:
        if name.startswith("_"):
            raise AttributeError(name)
        if name in self._fatal:
            raise StudentDied(self._fatal[name])
        try:
            remote = self._request(
                {"do": "import", "name": name}, limit=self._limits.import_seconds
            )
        except StudentDied as error:
            self._fatal[name] = f"importing {name}: {error}"
            raise StudentDied(self._fatal[name]) from None
        if self._process is not None:
            self._process.printed = 0  # what a file prints while it is imported is not the check's
        if not isinstance(remote, Remote):
            raise RemoteError(f"the module {name} has replaced itself")
        return remote

    @property
    def _alive(self) -> bool:
        """Whether the process of the last exercise is still there."""
        return self._process is not None

    @property
    def _has_time(self) -> bool:
        """Whether more than half of the time for the whole hand-in is left."""
        return self._total_left > self._limits.total_seconds / 2

    def _begin(self, module: str = "", not_allowed: tuple[str, ...] = ()) -> None:
        """Start a check: a fresh allowance of time and output, and a process that is alive.

        `not_allowed` are the ready functions that code of `module` must not call.
        """
        if time.monotonic() > self._end or self._total_left <= 0:
            raise StudentDied("the time for the whole hand-in is used up")
        self._left = self._limits.call_seconds
        self._calls = 0
        if self._process is None:
            bare = replace(self._place, libraries=())  # only what is needed from here on
            self._process = StudentProcess(self._level, bare, self._limits, self._warm)
        self._process.printed = 0
        begin = {"do": "begin", "module": module, "not_allowed": list(not_allowed)}
        self._request(begin, limit=self._limits.import_seconds)
        self._calls = 0

    def _allow(self, seconds: float) -> None:
        """Set how many CPU seconds the calls from here on may take in all."""
        self._left = seconds

    def _used(self) -> float:
        """Return the CPU seconds that the process has used so far."""
        if self._process is None:
            raise StudentDied("the process has ended")
        self._process.measure()
        return self._process.cpu_seconds

    def _finish(self) -> list[str]:
        """End a check: nothing may be left in the pipe, and no object is kept.

        Returns the ready functions that were called and are not allowed, as far as was noticed.
        """
        try:
            if not self._process:
                return []
            self._process.expect_silence()
            called = self._request({"do": "forget"}, limit=FORGET_SECONDS)
            return [plain(name, 200) for name in called] if isinstance(called, list) else []
        except StudentDied:
            self._process = None
            raise

    def _restart(self) -> None:
        """End the process, and forget which modules ended it: their files have changed."""
        self._close()
        self._fatal.clear()

    def _close(self) -> None:
        """End the process; the next exercise would get a new one."""
        if self._process:
            self._process.close()
            self._process = None

    def _request(
        self,
        fields: dict[str, Any],
        *argument: Any,
        limit: float | None = None,
        in_place: bool = False,
    ) -> Any:
        if self._process is None:
            raise StudentDied("the process has ended")
        process = self._process
        process.measure()
        before = process.cpu_seconds
        encoder = protocol.Encoder(lambda value: self._handle(value, process))
        if argument:
            fields = {**fields, "argument": encoder.encode(argument[0])}
        cpu_seconds = min(self._left if limit is None else limit, self._total_left)
        seconds = min(cpu_seconds * self._limits.patience, self._end - time.monotonic())
        self._calls += 1
        try:
            header, payload = process.request(
                fields, encoder.blobs, Allowance(cpu_seconds, seconds)
            )
            decoder = protocol.Decoder(payload, lambda node: self._remote(node, process))
            value = decoder.decode_all(header.get("value"))
            if header.get("changed") and not in_place:
                raise ArgumentChanged(header["changed"])
            return value
        except protocol.ProtocolError as error:
            process.close()
            self._process = None
            raise StudentDied(f"the process sent what is no value: {error}") from None
        except StudentDied:
            self._process = None
            raise
        finally:
            used = process.cpu_seconds - before
            self._total_left -= used
            if limit is None:
                self._left -= used

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
    """A stand-in for an object in the student's process.

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
        """Call it in the student's process."""
        return self._ask({"do": "call"}, (args, kwargs))

    def __bool__(self) -> bool:
        raise TypeError(f"{type(self).__name__} is an object of the hand-in, no truth value")

    def _ask(self, fields: dict[str, Any], *argument: Any, in_place: bool = False) -> Any:
        if self._student._process is not self._process:
            raise StudentDied("an object went with the process that held it")
        return self._student._request(
            {**fields, "target": self._number}, *argument, in_place=in_place
        )


class ArgumentChanged(AssertionError):
    """A call changed what it was given, and was not asked to."""

    def __init__(self, names: Any) -> None:
        listed = ", ".join(plain(name, 60) for name in names) if isinstance(names, list) else ""
        super().__init__(f"your code changed its argument {listed}: work on a copy of it")


def hold(function: Any, *args: Any, **kwargs: Any) -> Any:
    """Call `function` and leave the result where it is, even if it could be copied.

    So that `hold(layer, x).sum().backward()` runs in the student's process. On the reference's side
    this is an ordinary call.
    """
    if isinstance(function, Remote):
        return function._ask({"do": "call", "hold": True}, (args, kwargs))
    return function(*args, **kwargs)


def in_place(function: Any) -> Callable[..., Any]:
    """Return `function` as one that may change its arguments, as its docstring says it does."""
    if not isinstance(function, Remote):
        return function  # type: ignore[no-any-return]

    def calling(*args: Any, **kwargs: Any) -> Any:
        return function._ask({"do": "call"}, (args, kwargs), in_place=True)

    return calling


def with_gradients(
    function: Any,
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    cotangents: list[Any] | None,
    modules: list[Any],
) -> Any:
    """Call `gradients.differentiate` on the side where `function` lives."""
    if isinstance(function, Remote):
        argument = (args, kwargs, cotangents, modules)
        return function._ask({"do": "differentiate"}, argument)
    return differentiate(function, args, kwargs, cotangents, modules)
