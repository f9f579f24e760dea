"""Training runs as part of a measurement: trained once, continued where they were stopped."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import torch
from filelock import FileLock

from shared.studies.declaring import classes_of, resolved
from shared.studies.sources import name_of, source_digest
from shared.training.errors import CheckpointError
from shared.training.folder.checkpoints import checkpoint_path
from shared.training.folder.saved import SUMMARY
from shared.training.machine.devices import on_cpu
from shared.training.settings.config import CONFIG, Config, RunConfig, config_of_run

RUNS = Path("runs") / "studies"


def trained(train: Callable[[Config], Path], config: Config) -> Path:
    """Return the folder of the finished run of this configuration, seed, code and machine.

    A finished run is taken as it is, one that was stopped is continued, else a new one is made.
    The folder's name is a digest of all four, so that no other run can be taken for it: of the
    machine, torch's version and threads, and the kind of device. Of several workers that want one
    configuration, one trains and the others wait.

    Args:
        train: trains by a configuration and returns the run's folder.
        config: with its seed.

    Raises:
        CheckpointError: the settings of the run that was stopped are damaged, or others.
    """
    sources = source_digest(name_of(train), *classes_of(config))
    machine = [str(torch.__version__), torch.get_num_threads(), _kind_of_device(config)]
    identity = [name_of(train), sources, resolved(config), machine]
    digest = hashlib.sha256(json.dumps(identity, sort_keys=True).encode()).hexdigest()[:16]
    place = RUNS / digest
    RUNS.mkdir(parents=True, exist_ok=True)
    with FileLock(
        RUNS / f".{digest}.lock"
    ):  # another worker may train the same: its run is waited for
        stopped = None
        for folder in sorted(place.glob("*/"), reverse=True):
            if (folder / SUMMARY).exists():
                return folder
            if checkpoint_path(folder).exists():
                stopped = folder
        if stopped is not None:
            return train(_settings_of(stopped, config))
        return train(replace(config, runs=place))


def _kind_of_device(config: RunConfig) -> str:
    return "cpu" if on_cpu(config.device) else str(torch.accelerator.current_accelerator())


def _settings_of(stopped: Path, config: Config) -> Config:
    """Return a stopped run's settings, equal to `config`: under that the study stores its figures.

    Raises:
        CheckpointError: they are damaged, or others.
    """
    saved = config_of_run(type(config), stopped)
    if resolved(saved) != resolved(config):
        raise CheckpointError(
            f"{stopped / CONFIG} has other settings than this run was begun with: remove {stopped}, "
            "and it is trained anew"
        )
    return saved
