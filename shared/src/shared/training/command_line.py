"""The command line of a train.py: the configuration dataclass is its options."""

from __future__ import annotations

import argparse
import inspect
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import tyro

from shared.commands import one_line_errors
from shared.training.config import Config, config_of_run


def parse_config(config_class: type[Config], arguments: list[str], description: str) -> Config:
    """The configuration that `arguments` ask for.

    `--smoke` and `--resume DIR` change the defaults (to those of a smoke run, to those of the
    resumed run); every other option still overrides them.

    Raises:
        CheckpointError: `--resume` names no run of this assignment.
        SystemExit: `--help`, or an option that is not understood.
    """
    first = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    first.add_argument("--smoke", action="store_true")
    first.add_argument("--resume", type=Path)
    known, _ = first.parse_known_args(arguments)
    rest = [argument for argument in arguments if argument != "--smoke"]
    if known.resume is not None:
        default = config_of_run(config_class, known.resume)
    elif known.smoke:
        default = config_class.smoke_test()
    else:
        default = config_class()
    return tyro.cli(
        config_class,
        default=default,
        args=rest,
        prog=Path(sys.argv[0]).name,
        description=description,
    )


def run_command(config_class: type[Config], train: Callable[[Config], Any]) -> None:
    """Parse the command line, train, and turn errors that a user can mend into one line.

    Exits with status 1 on such an error.
    """

    @one_line_errors
    def command() -> None:
        train(parse_config(config_class, sys.argv[1:], description=inspect.getdoc(train) or ""))

    if status := command():
        sys.exit(status)
