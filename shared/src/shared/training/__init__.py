"""What surrounds a training loop: device, seeds, progress, records, checkpoints, processes."""

from shared.training.average import Average
from shared.training.bare_run import BareRun
from shared.training.batches import InMemory, Rows, SeededBatches, seeded_loader
from shared.training.command_line import parse_config, run_command
from shared.training.config import RunConfig
from shared.training.errors import (
    CheckpointError,
    NonFiniteError,
    RunError,
    RunFolderError,
    RunInterrupted,
)
from shared.training.finished import finished_run, read_summary
from shared.training.logbook import read_metrics
from shared.training.run import Run
from shared.training.seeding import seed_everything

__all__ = [
    "Average",
    "BareRun",
    "CheckpointError",
    "InMemory",
    "NonFiniteError",
    "Rows",
    "Run",
    "RunConfig",
    "RunError",
    "RunFolderError",
    "RunInterrupted",
    "SeededBatches",
    "finished_run",
    "parse_config",
    "read_metrics",
    "read_summary",
    "run_command",
    "seed_everything",
    "seeded_loader",
]
