"""What a command does with an error of its user's, and with one of its own."""

from __future__ import annotations

import inspect

import pytest

from shared.commands import one_line_errors
from shared.errors import UserError


@one_line_errors
def command(status: int | None, problem: Exception | None = None) -> int | None:
    """Do nothing."""
    if problem:
        raise problem
    return status


@pytest.mark.parametrize(("status", "expected"), [(None, 0), (0, 0), (2, 2)])
def test_status(status: int | None, expected: int) -> None:
    assert command(status) == expected


def test_an_error_of_the_users_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert command(None, UserError("no such file: name another")) == 1
    assert capsys.readouterr() == ("", "error: no such file: name another\n")


def test_a_mistake_in_the_program_keeps_its_traceback() -> None:
    with pytest.raises(ZeroDivisionError):
        command(None, ZeroDivisionError())


def test_a_command_keeps_its_name_signature_and_help() -> None:
    assert command.__name__ == "command"
    assert command.__doc__ == "Do nothing."
    assert list(inspect.signature(command).parameters) == ["status", "problem"]
