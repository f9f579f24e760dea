"""Open a hand-in in a process with limits: an archive is its maker's to shape."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

from shared.errors import UserError
from shared.grading.errors import HandInError, NeedsLookError
from shared.grading.hand_ins.hand_in import HandIn, Modules, Wanted, read_hand_in, safe_name
from shared.grading.walls.limited import LimitError, in_limited_process


def open_hand_in(path: Path, rubric: Wanted) -> HandIn:
    """Do what `read_hand_in` does, in a process that a hostile archive may bring down.

    Raises:
        NeedsLookError: a person must look at it.
        HandInError: not readable, hostile, or too much to open.
    """
    task = f"{__name__}:read_as_json"
    try:
        read = in_limited_process(task, str(path.absolute()), list(rubric.modules))
    except LimitError as error:
        raise HandInError(
            f"{safe_name(path)} cannot be opened: {error}; hand in a plain zip of the files"
        ) from None
    except UserError as error:
        raise HandInError(str(error)) from None
    if "look" in read:
        raise NeedsLookError(f"needs a look: {read['look']}")
    sources = {module: base64.b64decode(text) for module, text in read["sources"].items()}
    return HandIn(read["name"], sources)


def read_as_json(path: str, modules: list[str]) -> dict[str, Any]:
    """Read a hand-in; return its fields, each module's bytes in base64, or why a person must `look`."""
    try:
        hand_in = read_hand_in(Path(path), Modules(tuple(modules)))
    except NeedsLookError as error:
        return {"look": str(error)}
    sources = {m: base64.b64encode(content).decode() for m, content in hand_in.sources.items()}
    return {"name": hand_in.name, "sources": sources}
