"""What a hand-in may use, where it runs, and how strong the walls around it are."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

from shared.errors import UserError

Level = Literal["container", "bubblewrap", "namespaces", "subprocess"]
LEVELS: tuple[Level, ...] = get_args(Level)  # strongest first


def stronger_or_equal(level: Level) -> tuple[Level, ...]:
    """Return the levels that satisfy the demand for `level`, strongest first."""
    return LEVELS[: LEVELS.index(level) + 1]


@dataclass(frozen=True)
class Limits:
    """What one hand-in may use. Sizes are in bytes.

    `call_seconds` is for the calls of one exercise, `import_seconds` for one module, and
    `total_seconds` for the whole hand-in. They are seconds of CPU time, so that a busy or slow machine
    costs no points; `patience` times as many may pass by the clock, for code that waits. Where CPU time
    cannot be measured (no /proc), they are seconds by the clock. `cpu_seconds` is for the life of one
    process, `output` for what one check has it print.
    """

    call_seconds: float = 20.0
    import_seconds: float = 60.0
    total_seconds: float = 240.0
    patience: float = 10.0
    cpu_seconds: int = 240
    memory: int = 3 * 2**30
    file_size: int = 16 * 2**20
    scratch: int = 64 * 2**20
    open_files: int = 128
    threads: int = 64
    output: int = 4 * 2**20


def limits_of(seconds: float) -> Limits:
    """Return limits by what the calls of one exercise may take; all of them may take 12 times as long.

    Raises:
        UserError: it is no number above 0, or more than a million.
    """
    if not 0 < seconds <= 1e6:  # nor NaN
        raise UserError(f"--seconds {seconds} is out of range: above 0, at most 1,000,000")
    whole = max(Limits.total_seconds, 12 * seconds)
    return Limits(call_seconds=seconds, total_seconds=whole, cpu_seconds=math.ceil(whole))


@dataclass(frozen=True)
class Place:
    """The folders of one student process, and what must stay unseen.

    `code` holds the hand-in over the starter, `scratch` is its only writable folder, `root` is an
    empty folder for a new file system to be built on. The first process imports `libraries` ahead,
    while the judge is busy. `noticed` are names of ready functions whose calls it notices. `given` has, for
    each module with exercises, the names that the course defines at its top: other functions are the
    student's own.
    """

    package: str
    code: Path
    scratch: Path
    root: Path
    hidden: tuple[Path, ...]
    libraries: tuple[str, ...] = ()
    noticed: tuple[str, ...] = ()
    given: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
