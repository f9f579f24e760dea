"""For an assignment's tests: what takes long is made once, though pytest-xdist has several workers.

    @pytest.fixture(scope="session")
    def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
        return made_once(tmp_path_factory, "run", lambda place: smoke_run(PROJECT, place))

Nobody may write to what several processes read.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock

if TYPE_CHECKING:
    import pytest

__all__ = ["made_once"]


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], Path]) -> Path:
    """Return the path that `make` returns for a folder, empty but for what a failed try has left.

    Args:
        factory: pytest's.
        name: of the folder, one for each thing that is made.
        make: called by the first worker that asks; others wait for it.
    """
    base = factory.getbasetemp()
    # A worker's folder is popen-gw0 or the like; the variable alone would reach a pytest within a test.
    several = "PYTEST_XDIST_WORKER" in os.environ and base.name.startswith("popen-")
    place = (base.parent if several else base) / name
    made = place.with_suffix(".made")
    with FileLock(place.with_suffix(".lock")):
        if not made.exists():
            place.mkdir(exist_ok=True)
            made.write_text(str(make(place)), encoding="utf-8")
        return Path(made.read_text(encoding="utf-8"))
