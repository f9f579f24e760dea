"""What can go wrong with a run, each with its remedy in the message."""

import math

from shared.errors import UserError


class RunError(UserError):
    """A run that cannot start or go on."""


class RunFolderError(RunError):
    """The run folder cannot be made or written (permission, full disk)."""


class CheckpointError(RunError):
    """A checkpoint that is missing, damaged, or of another model."""


class SavedModelError(RunError):
    """A folder without a finished run, or with one that is damaged or of another kind."""


class NonFiniteError(RunError):
    """The loss or a metric became NaN or infinite."""


class LostProcessError(RunError):
    """Another process of the run has failed or disappeared."""


class RunInterrupted(SystemExit):
    """Ctrl-C or SIGTERM: the state is saved; the exit status is 128 + the signal's number."""


def finite(value: float, name: str, epoch: int, step: int) -> float:
    """Return `value` as it is, if it is a number.

    Infinite sums stay infinite and NaN stays NaN, so a look once an epoch misses no bad step.

    Raises:
        NonFiniteError: it is NaN or infinite.
    """
    if math.isfinite(value):
        return value
    raise NonFiniteError(
        f"{name} became {value} in epoch {epoch + 1}, by step {step}: lower the learning rate, "
        "clip the gradients, or look for bad values in the data"
    )
