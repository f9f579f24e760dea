"""The command line of a train.py: the configuration dataclass is its options."""

from __future__ import annotations

import argparse
import dataclasses
import inspect
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import tyro

from shared.commands import one_line_errors
from shared.training.config import Config, RunConfig, config_of_run
from shared.training.errors import CheckpointError, RunError
from shared.training.joining import as_one


def parse_config(config_class: type[Config], arguments: list[str], description: str) -> Config:
    """Return the configuration that `arguments` ask for.

    Three options change the defaults, and every other option still overrides them: `--smoke` (to a
    smoke run's), `--resume DIR` (to the resumed run's), and the one that chooses a named
    configuration (`config_class.chosen_by`).

    Raises:
        CheckpointError: `--resume` names no run of this assignment, or another option contradicts
            the run's settings.
        RunError: a named configuration is chosen beside `--smoke`.
        SystemExit: `--help`, or an option that is not understood.
    """
    first = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    first.add_argument("--smoke", action="store_true")
    first.add_argument("--resume", type=Path)
    if config_class.chosen_by:
        first.add_argument(f"--{config_class.chosen_by}", dest="chosen")
    known, _ = first.parse_known_args(arguments)
    rest = [argument for argument in arguments if argument != "--smoke"]
    configurations = config_class.configurations()
    default = next(iter(configurations.values()))
    if known.resume is not None:
        default = config_of_run(config_class, known.resume)
    elif known.smoke and getattr(known, "chosen", None) is not None:
        raise RunError(
            f"--smoke has settings of its own: leave out --{config_class.chosen_by} {known.chosen}"
        )
    elif known.smoke:
        default = config_class.smoke_test()
    elif config_class.chosen_by:
        default = configurations.get(known.chosen, default)  # tyro refuses an unknown name
    config = tyro.cli(
        config_class,
        default=default,
        args=rest,
        prog=Path(sys.argv[0]).name,
        description=description,
    )
    if known.resume is not None:
        refuse_contradictions(config, default)
    return config


def refuse_contradictions(config: RunConfig, saved: RunConfig) -> None:
    """Make sure that options change no setting with which a run has already trained.

    Raises:
        CheckpointError: one does; it is named with both values.
    """
    for field in dataclasses.fields(config):
        wanted, before = getattr(config, field.name), getattr(saved, field.name)
        if wanted != before and field.name not in config.changeable:
            option = "--" + field.name.replace("_", "-")
            raise CheckpointError(
                f"{saved.resume} was trained with {option} {before}, and goes on with it: leave out "
                f"{option} {wanted}, or start a new run without --resume"
            )


def run_command(config_class: type[Config], train: Callable[[Config], Any]) -> None:
    """Parse the command line, train, and turn errors that a user can mend into one line.

    Exits with status 1 on such an error.
    """

    @one_line_errors
    @as_one
    def command() -> None:
        train(parse_config(config_class, sys.argv[1:], description=inspect.getdoc(train) or ""))

    if status := command():
        sys.exit(status)
