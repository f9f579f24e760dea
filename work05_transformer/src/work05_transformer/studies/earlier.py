"""Studies that go on where they stopped: what a results file holds is not measured again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from shared.reporting import ResultsError, load_results


def measured_before(
    path: Path, config: Mapping[str, Any]
) -> tuple[list[dict[str, Any]], list[int]]:
    """Return the rows and the seeds of a results file of the same configuration.

    Args:
        path: the file; where there is none, or of another configuration, nothing was measured.
        config: as it would be saved.
    """
    try:
        saved = load_results(path)
    except ResultsError:
        return [], []
    if saved["config"] != json.loads(json.dumps(dict(config))):
        return [], []
    return list(saved["rows"]), list(saved["seeds"])
