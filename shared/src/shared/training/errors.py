"""What can go wrong with a run, each with its remedy in the message."""

from shared.errors import UserError


class RunError(UserError):
    """A run that cannot start or go on."""


class RunFolderError(RunError):
    """The run folder cannot be made or written (permission, full disk)."""


class CheckpointError(RunError):
    """A checkpoint that is missing, damaged, or of another model."""


class NonFiniteError(RunError):
    """The loss or a metric became NaN or infinite."""


class RunInterrupted(SystemExit):
    """Ctrl-C or SIGTERM: the state is saved; the exit status is 128 + the signal's number."""
