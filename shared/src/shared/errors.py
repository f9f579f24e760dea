"""The base of all errors that the person at the keyboard can mend."""


class UserError(Exception):
    """A problem with input, data, disk or settings, not with the program.

    The message names the thing and the remedy in one or two lines; a command prints it without
    a traceback and exits with status 1.
    """
