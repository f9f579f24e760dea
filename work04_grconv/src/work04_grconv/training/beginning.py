"""What both kinds of training need around their loops: a learning rate, and what a run learned from."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from shared.training import CheckpointError
from shared.training.folder.saved import read_json
from shared.training.run import write_json


def half_cosine(step: int, *, steps: int) -> float:
    """Return what the learning rate is multiplied by: from 1 along half a cosine to 0."""
    return 0.5 + 0.5 * math.cos(math.pi * min(1.0, step / steps))


def keep(path: Path, content: Mapping[str, Any], data: object) -> None:
    """Write `content` with a digest of the training data, by which a resumed run knows them.

    Raises:
        CheckpointError: the run has begun with others.
    """
    digest = hashlib.sha256(repr(data).encode(errors="surrogatepass")).hexdigest()[:16]
    values = json.loads(json.dumps({**content, "data": digest}))
    if path.exists() and read_json(path) != values:
        raise CheckpointError(
            f"the data are not those with which {path.parent} has begun: start a new run"
        )
    write_json(path, values)
