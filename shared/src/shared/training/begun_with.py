"""What a run has begun with: it never goes on with other data unnoticed."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from torch import Tensor

from shared.training.errors import CheckpointError
from shared.training.folder.resuming import in_process
from shared.training.folder.saved import read_json
from shared.training.folder.writer_lock import writing
from shared.training.run import Run, write_json

DATA_FILE = "data.json"  # of runs that describe their data nowhere else
DIGEST = "data"  # its key
SAME = 1e-6  # relative: another machine may round a mean otherwise


def keep(run: Run, name: str, content: Mapping[str, Any], *data: object) -> None:
    """Write `content` with a digest of the training data, by which a resumed run knows them.

    Call it in every process, before the training; the main one writes.

    Args:
        run: that begins or goes on.
        name: of the file in its folder.
        content: what its weights are of no use without, such as the names of the classes.
        data: tensors, or values that their `repr` tells apart.

    Raises:
        CheckpointError: the run has begun with others; its file is as it was.
    """

    def write() -> None:
        values = {**content, DIGEST: _digest(data)}
        refuse_others(run.folder / name, values)
        with writing(run.folder):
            write_json(run.folder / name, values)

    in_process(0, write)


def refuse_others(path: Path, content: Mapping[str, Any]) -> None:
    """Make sure that a run goes on with what it has begun with.

    Args:
        path: of a JSON file in its folder; a new run has none.
        content: that is about to be written there. What the file does not have, as an earlier version
            did not write it, is not compared.

    Raises:
        CheckpointError: the file has other values.
        SavedModelError: it is damaged.
    """
    if not path.exists():
        return
    before, now = read_json(path), json.loads(json.dumps(content))
    others = [key for key in now if key in before and not _alike(before[key], now[key])]
    if others:
        named = next((f" (other {key} than in {path.name})" for key in others if key != DIGEST), "")
        raise CheckpointError(
            f"the data are not those with which {path.parent} has begun{named}: bring them back, or "
            "start a new run without --resume"
        )


def _digest(data: tuple[object, ...]) -> str:
    digest = hashlib.sha256()
    for part in data:
        if isinstance(part, Tensor):
            digest.update(f"{part.dtype} {tuple(part.shape)}".encode())
            digest.update(part.cpu().flatten().numpy().data)
        else:
            digest.update(repr(part).encode(errors="surrogatepass"))
    return digest.hexdigest()[:16]


def _alike(one: Any, other: Any) -> bool:
    """Return whether two JSON values are equal, but for the rounding of floats."""
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=SAME)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_alike, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_alike(one[key], other[key]) for key in one)
    return bool(one == other)
