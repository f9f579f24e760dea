"""`--help` names options as people do, and they take what they took."""

from __future__ import annotations

import importlib
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import pytest
import tyro

from shared.options import describe_plainly
from shared.studies import study_command


@dataclass(frozen=True)
class Base:
    """Settings."""

    resume: Path | None = None
    """A folder."""


@dataclass(frozen=True)
class Settings(Base):
    """More settings."""

    words: Annotated[int | None, "a range"] = 3
    """How many."""
    kind: Literal["a", "b"] | None = None
    """Of two."""
    sure: bool | None = None
    """Or not."""
    files: tuple[Path, ...] = ()
    """Some."""
    out: Annotated[Path | None, tyro.conf.arg(metavar="FILE")] = None
    """It has a name of its own."""


def command(settings: Annotated[int | None, "x"] = None, *, top: float | None = 0.5) -> tuple:
    """Do nothing."""
    return settings, top


def help_of(described, capsys: pytest.CaptureFixture[str]) -> str:
    describe_plainly(described)
    with pytest.raises(SystemExit):
        tyro.cli(described, args=["--help"])
    return " ".join(capsys.readouterr().out.replace("│", "").split())


def test_an_option_that_may_be_left_out_is_named_by_what_it_takes(capsys) -> None:
    text = help_of(Settings, capsys)
    for expected in (
        "--resume PATH A folder. --",
        "--words INT How many. (default: 3)",
        "--kind {a,b} Of two. --",
        "--sure {True,False} Or not. --",
        "--files PATH ... Some. --",
        "--out FILE It has a name of its own.",
    ):
        assert expected in text
    assert "None" not in text


def test_the_parameters_of_a_command_likewise(capsys) -> None:
    text = help_of(command, capsys)
    assert "--settings INT --top FLOAT (default: 0.5)" in text
    assert help_of(command, capsys) == text  # saying it twice changes nothing


def test_every_option_takes_what_it_took() -> None:
    describe_plainly(Settings)
    assert tyro.cli(Settings, args=[]) == Settings()
    given = [
        "--resume",
        "r",
        "--words",
        "None",
        "--kind",
        "b",
        "--sure",
        "True",
        "--files",
        "a",
        "b",
    ]
    assert tyro.cli(Settings, args=given) == Settings(
        resume=Path("r"), words=None, kind="b", sure=True, files=(Path("a"), Path("b"))
    )
    describe_plainly(command)
    assert tyro.cli(command, args=["--settings", "3"]) == (3, 0.5)


@pytest.mark.parametrize(
    ("module", "subcommand"),
    [
        ("data", "fetch"), ("grading", "starter"), ("grading", "challenge"), ("lessons", "run"),
        ("studies", "gpu"),
    ],
)  # fmt: skip
def test_the_houses_own_commands_say_so_too(
    module: str,
    subcommand: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "argv", [module, subcommand, "--help"])
    with pytest.raises(SystemExit):
        importlib.import_module(f"shared.{module}.__main__").main()
    check_plain(capsys.readouterr().out)


def test_the_command_of_studies_says_so_too(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["studies", "--help"])
    with pytest.raises(SystemExit):
        study_command("shared", list)
    said = capsys.readouterr().out
    check_plain(said)
    assert "--seeds INT ..." in said


def check_plain(said: str) -> None:
    """Nothing of an empty default, and no brackets for what may be left out."""
    assert "--help" in said
    for odd in ("(default: )", "(default: None)", "{None}", "[[", "[STR"):
        assert odd not in said
