"""What the toy measures, with a count of its calls."""

import os
import signal
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from shared.studies import Measured
from shared.training import NonFiniteError, RunInterrupted
from work99_toy.presets import ToySettings

CALLS: list[tuple[object, int | None]] = []


def helper(settings: ToySettings, seed: int) -> float:
    """Part of what is measured."""
    return settings.slope * seed + settings.width


def score(settings: ToySettings, seed: int) -> dict[str, float]:
    """A number that depends on everything."""
    CALLS.append((settings, seed))
    return {"valid/score": helper(settings, seed)}


def fixed(settings: Mapping[str, Any]) -> dict[str, object]:
    """Nothing random, several numbers, and a picture."""
    CALLS.append((dict(settings), None))
    parts = {name: {"count": len(name), "share": 0.5} for name in settings["names"]}
    return Measured({"parts": parts, "text": "one"}, {"drawn.svg": b"<svg/>"})


def diverging(settings: ToySettings, seed: int) -> dict[str, float]:
    """Fails for one seed."""
    if seed == 1:
        raise NonFiniteError("the loss became nan")
    return score(settings, seed)


def diverging_then_stopped(settings: ToySettings, seed: int) -> dict[str, float]:
    """Fails for one seed; for the others somebody asks to stop."""
    diverging(settings, seed)
    raise RunInterrupted(130)


def infinite(settings: ToySettings, seed: int) -> dict[str, float]:
    """A number that is none."""
    return {"valid/score": float("inf")}


def deadly(settings: Mapping[str, Any], seed: int) -> dict[str, float]:
    """Kills its worker the first time that seed 1 is measured, and only then."""
    mark = Path(settings["mark"])
    if seed == 1 and not mark.exists():
        mark.write_text("killed")
        os.kill(os.getpid(), signal.SIGKILL)
    return {"valid/score": 10.0 * seed}


def first_only(settings: Mapping[str, Any], seed: int) -> dict[str, float]:
    """Measures seed 0 as soon as another seed is under way, and that one never."""
    mark = Path(settings["folder"]) / "under way"
    if seed:
        mark.write_text(str(seed))
    while seed or not mark.exists():
        time.sleep(0.01)
    return {"valid/score": 10.0}
