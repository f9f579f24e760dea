"""Results files: one JSON file per measurement, with everything needed to trust it.

    {"name": …, "command": …, "config": {…}, "seeds": […],
     "rows": [{…}, …], "values": {…}, "provenance": {…}}

`rows` is a table; a list of numbers in a cell holds one number per seed and is shown as
mean ± standard deviation. `values` holds single figures that a README quotes in its prose.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from shared.files import write_text_atomically
from shared.reporting.provenance import provenance
from shared.reporting.results import ResultsError


def _refuse_non_finite(value: Any, where: str) -> None:
    if isinstance(value, float) and not math.isfinite(value):
        raise ResultsError(f"{where} is {value}: a results file holds finite numbers only")
    if isinstance(value, Mapping):
        for key, item in value.items():
            _refuse_non_finite(item, f"{where}.{key}")
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            _refuse_non_finite(item, f"{where}[{index}]")


def save_results(
    path: Path,
    *,
    command: str,
    rows: Iterable[Mapping[str, Any]] = (),
    values: Mapping[str, Any] | None = None,
    config: Mapping[str, Any] | None = None,
    seeds: Sequence[int] = (),
) -> None:
    """Write a results file together with its provenance.

    Raises:
        ResultsError: a number is NaN or infinite.
    """
    content = {
        "name": path.stem,
        "command": command,
        "config": dict(config or {}),
        "seeds": list(seeds),
        "rows": [dict(row) for row in rows],
        "values": dict(values or {}),
        "provenance": provenance(),
    }
    _refuse_non_finite(content, path.name)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_text_atomically(path, json.dumps(content, indent=1, ensure_ascii=False) + "\n")


def load_results(path: Path) -> dict[str, Any]:
    """Read a results file.

    Raises:
        ResultsError: there is no such file, or it is no results file.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ResultsError(f"{path} does not exist: run the command that measures it") from None
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise ResultsError(f"{path} is not valid JSON ({error}): measure it again") from None
    missing = {"command", "rows", "values", "provenance"} - set(content)
    if missing:
        raise ResultsError(f"{path} lacks {', '.join(sorted(missing))}: measure it again")
    return dict(content)
