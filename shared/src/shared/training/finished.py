"""Runs that came to their end: what one reached, and the one that was made with given settings."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from shared.training.config import RunConfig, to_json
from shared.training.saved import read_summary

WHERE = ("runs", "resume")  # settings that change nothing of what comes out


def finished_run(config: RunConfig, folder: Path | None = None) -> Path | None:
    """Find a finished run with these settings, wherever it was made.

    A setting that is younger than the run counts as its default, which it had in effect. A run
    with a setting that is unknown here is of another kind.

    Args:
        config: as it was given to `Run`.
        folder: holds the runs; `config.runs` where none is named.

    Returns:
        the first such run's folder, or None.
    """
    defaults, wanted = _as_saved(type(config)()), _as_saved(config)
    for path in sorted((folder or config.runs).glob("*/summary.json")):
        saved = defaults | _anywhere(read_summary(path.parent)["config"])
        if saved == wanted:
            return path.parent
    return None


def _as_saved(config: RunConfig) -> dict[str, Any]:
    """Return the settings as JSON gives them back: a tuple is a list then."""
    return _anywhere(json.loads(json.dumps(to_json(config))))


def _anywhere(settings: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in settings.items() if name not in WHERE}
