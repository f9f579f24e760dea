"""The command line of a train.py: the configuration dataclass is its options."""

from __future__ import annotations

import argparse
import dataclasses
import inspect
import itertools
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import tyro

from shared.commands import one_line_errors
from shared.options import describe_plainly
from shared.training.errors import CheckpointError, RunError, RunInterrupted
from shared.training.folder.resuming import config_to_resume
from shared.training.machine.interruption import StopRequest
from shared.training.machine.joining import as_one
from shared.training.settings.config import AUTO, Config, refuse_contradictions


def parse_config(config_class: type[Config], arguments: list[str], description: str) -> Config:
    """Return the configuration that `arguments` ask for.

    Three options change the defaults, and every other option still overrides them: `--smoke` (to a
    smoke run's), `--resume DIR` (to the resumed run's; not `--resume auto`, which looks for a run of
    the settings given), and the one that chooses a named configuration (`config_class.chosen_by`).

    Raises:
        CheckpointError: `--resume` names no run of this assignment, or another option contradicts
            the run's settings.
        RunError: a named configuration is chosen beside `--smoke`, or an option that takes several
            values, and has none by default, is given none.
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
    default, precision = next(iter(configurations.values())), ""
    resumed = known.resume is not None and known.resume != AUTO
    if resumed:
        default, precision = config_to_resume(config_class, known.resume)
        if known.smoke and not default.smoke:
            raise CheckpointError(f"{known.resume} is no smoke run: leave out --smoke")
    elif known.smoke and getattr(known, "chosen", None) is not None:
        raise RunError(
            f"--smoke has settings of its own: leave out --{config_class.chosen_by} {known.chosen}"
        )
    elif known.smoke:
        default = config_class.smoke_test()
    elif config_class.chosen_by:
        default = configurations.get(known.chosen, default)  # tyro refuses an unknown name
    _refuse_nothing(default, rest)
    describe_plainly(config_class)
    config = tyro.cli(
        config_class,
        default=default,
        args=rest,
        prog=Path(sys.argv[0]).name,
        description=description,
    )
    if resumed:
        refuse_contradictions(config, default, precision)
    return config


def _refuse_nothing(default: Any, arguments: list[str]) -> None:
    """Make sure that `--corpus $FILES` with no file is no run on other data.

    Raises:
        RunError: an option that takes several values is given none.
    """
    for field in dataclasses.fields(default):
        option = f"--{field.name.replace('_', '-')}"
        for argument, behind in itertools.pairwise([*arguments, "--"]):
            given = argument.replace("_", "-") == option
            if given and behind.startswith("--") and getattr(default, field.name) == ():
                raise RunError(f"{option} is followed by nothing: say what, or leave it out")


def run_command(config_class: type[Config], train: Callable[[Config], Any]) -> None:
    """Parse the command line, train, and turn errors that a user can mend into one line.

    Exits with status 1 on such an error, and with 128 + the signal's number where one stopped it.
    """
    before = StopRequest()  # and after a Run, which listens itself: while data are loaded

    @one_line_errors
    @as_one
    def command() -> None:
        try:
            train(parse_config(config_class, sys.argv[1:], description=_description(train)))
        except RunInterrupted:
            if before.signal is not None:
                print("stopped at once", file=sys.stderr)
            raise

    before.listen()
    if status := command():
        sys.exit(status)


def _description(train: Callable[..., Any]) -> str:
    """Return what a docstring tells a user: all but the sections for who calls it."""
    return re.split(r"\n\n(?:Args|Returns|Raises):\n", inspect.getdoc(train) or "")[0]
