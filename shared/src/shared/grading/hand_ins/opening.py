"""Open a hand-in in a process with limits: an archive is its maker's to shape."""

from __future__ import annotations

import base64
from pathlib import Path

from shared.errors import UserError
from shared.grading.errors import HandInError
from shared.grading.hand_ins.hand_in import HandIn, Modules, Wanted, read_hand_in, safe_name
from shared.grading.walls.limited import LimitError, in_limited_process


def open_hand_in(path: Path, rubric: Wanted) -> HandIn:
    """Do what `read_hand_in` does, in a process that a hostile archive may bring down.

    Raises:
        HandInError: not readable, hostile, or too much to open.
    """
    task = f"{__name__}:read_as_json"
    try:
        name, sources = in_limited_process(task, str(path.absolute()), list(rubric.modules))
    except LimitError as error:
        raise HandInError(
            f"{safe_name(path)} cannot be opened: {error}; hand in a plain zip of the files"
        ) from None
    except UserError as error:
        raise HandInError(str(error)) from None
    return HandIn(name, {module: base64.b64decode(text) for module, text in sources.items()})


def read_as_json(path: str, modules: list[str]) -> tuple[str, dict[str, str]]:
    """Read a hand-in; return its name and each module's bytes in base64."""
    hand_in = read_hand_in(Path(path), Modules(tuple(modules)))
    sources = {m: base64.b64encode(content).decode() for m, content in hand_in.sources.items()}
    return hand_in.name, sources
