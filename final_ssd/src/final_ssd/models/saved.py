"""Trained detectors in run folders: detector.json says what the weights beside it belong to."""

from __future__ import annotations

from pathlib import Path

from final_ssd.models.detector import Detector, DetectorConfig
from shared.training.config import from_json, to_json
from shared.training.run import write_json
from shared.training.saved import load_weights, newest_run, read_json

DESCRIPTION = "detector.json"


def save_config(config: DetectorConfig, folder: Path) -> None:
    """Write detector.json, which with the weights is all that a detector needs."""
    write_json(folder / DESCRIPTION, to_json(config))


def load_detector(run: Path | None = None) -> Detector:
    """Load the detector of a run, in evaluation mode.

    Args:
        run: its folder; the newest in runs/ where none is named.

    Raises:
        SavedModelError: the folder holds none, or a damaged one.
        CheckpointError: detector.json describes none.
    """
    folder = run or newest_run(Path("runs"), DESCRIPTION)
    config = from_json(DetectorConfig, read_json(folder / DESCRIPTION))
    return load_weights(Detector(config), folder)
