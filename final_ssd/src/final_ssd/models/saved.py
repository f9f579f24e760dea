"""Trained detectors in run folders: detector.json says what the weights beside it belong to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from final_ssd.models.detector import Detector, DetectorConfig
from shared.errors import UserError
from shared.training.folder.saved import load_weights, newest_run, read_json
from shared.training.run import write_json
from shared.training.settings.config import from_json, to_json

DESCRIPTION = "detector.json"


def save_config(config: DetectorConfig, folder: Path) -> None:
    """Write detector.json, which with the weights is all that a detector needs."""
    write_json(folder / DESCRIPTION, to_json(config))


def read_config(folder: Path) -> DetectorConfig:
    """Read detector.json.

    Raises:
        SavedModelError: the folder holds none, or a damaged one.
        CheckpointError: it describes no detector.
    """
    return from_json(DetectorConfig, read_json(folder / DESCRIPTION))


def find_run(fits: Callable[[DetectorConfig], bool] = lambda config: True) -> Path:
    """Find the newest run in runs/ with a detector that fits; one that cannot be read never does.

    Raises:
        SavedModelError: there is none.
    """

    def holds(folder: Path) -> bool:
        try:
            return fits(read_config(folder))
        except UserError:
            return False

    return newest_run(Path("runs"), DESCRIPTION, fits=holds)


def load_detector(run: Path | None = None) -> Detector:
    """Load the detector of a run, in evaluation mode.

    Args:
        run: its folder; the newest in runs/ where none is named.

    Raises:
        SavedModelError: the folder holds none, or a damaged one.
        CheckpointError: detector.json describes none.
    """
    folder = run or find_run()
    return load_weights(Detector(read_config(folder)), folder)
