"""Where the studies write their results files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from shared.reporting import save_results

RESULTS = Path(__file__).parents[3] / "results"


def save(name: str, *, study: str, **content: Any) -> None:
    """Write `results/<name>.json`, with the command that measures it again.

    Args:
        name: of the file.
        study: as on the command line.
        content: rows, values, config and seeds, see `save_results`.
    """
    command = f"python -m work02_resnet_vgg.studies {study}"
    save_results(RESULTS / f"{name}.json", command=command, **content)
