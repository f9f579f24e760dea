"""What can go wrong around a hand-in, by whose mistake it is."""

from shared.errors import UserError


class RubricError(UserError):
    """A rubric that cannot be graded with: the maintainer's mistake."""


class HandInError(UserError):
    """A hand-in that cannot be read, or that is not to be read."""


class NeedsLookError(HandInError):
    """A hand-in that may hold the work in a form that is not read: a person must look at it."""


class SandboxError(UserError):
    """No sandbox of the demanded strength works on this machine."""


class StudentError(Exception):
    """The hand-in's code did not give an answer; the message is the reason to show."""


class RemoteError(StudentError):
    """The hand-in's code raised an exception; `kinds` names its class and the bases of that."""

    def __init__(self, message: str, kinds: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.kinds = kinds


class StudentDied(StudentError):
    """The student's process ended, was ended for passing a limit, or broke the protocol."""
