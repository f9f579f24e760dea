"""What surrounds a training loop: device, seeds, progress, records, checkpoints, processes.

Read `loop.py` first; `batches.py`, `held_out.py` and `average.py` are what it hands out. Then
`run.py`, a Loop with a folder, with `checkpoints.py`, `config.py` and `saved.py`.
"""

from shared.training.average import Average
from shared.training.batches import EpochDataset, InMemory, Rows, SeededBatches, seeded_loader
from shared.training.command_line import parse_config, run_command
from shared.training.config import RunConfig, to_json
from shared.training.errors import (
    CheckpointError,
    NonFiniteError,
    RunError,
    RunFolderError,
    RunInterrupted,
    SavedModelError,
)
from shared.training.held_out import HeldOut
from shared.training.logbook import read_metrics
from shared.training.loop import Loop
from shared.training.notes import Notes
from shared.training.run import Run
from shared.training.saved import read_summary
from shared.training.seeding import seed_everything

__all__ = [
    "Average",
    "CheckpointError",
    "EpochDataset",
    "HeldOut",
    "InMemory",
    "Loop",
    "NonFiniteError",
    "Notes",
    "Rows",
    "Run",
    "RunConfig",
    "RunError",
    "RunFolderError",
    "RunInterrupted",
    "SavedModelError",
    "SeededBatches",
    "parse_config",
    "read_metrics",
    "read_summary",
    "run_command",
    "seed_everything",
    "seeded_loader",
    "to_json",
]
