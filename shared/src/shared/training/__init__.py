"""What surrounds a training loop: device, seeds, progress, records, checkpoints, processes.

Read `loop.py` first; `batches.py`, `held_out.py` and `average.py` are what it hands out. Then `run.py`, a
Loop with a folder, with `begun_with.py`, by which it knows its data again, and the rooms around it:

    settings/  the configuration, its ranges, and the command line that it is
    machine/   device, precision, seeds; several processes and hosts; signals
    folder/    checkpoints, records, progress; what runs have left, and how one goes on
    testing/   for tests of scripts: runs that are stopped, and several processes
"""

from shared.training.average import Average
from shared.training.batches import EpochDataset, InMemory, Rows, SeededBatches, seeded_loader
from shared.training.errors import (
    CheckpointError,
    NonFiniteError,
    RunError,
    RunFolderError,
    RunInterrupted,
    SavedModelError,
)
from shared.training.folder.logbook import read_metrics
from shared.training.folder.saved import read_summary
from shared.training.held_out import HeldOut
from shared.training.loop import Loop
from shared.training.machine.seeding import seed_everything
from shared.training.notes import Notes
from shared.training.run import Run
from shared.training.settings.command_line import parse_config, run_command
from shared.training.settings.config import RunConfig, to_json

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
