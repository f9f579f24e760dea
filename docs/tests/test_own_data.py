"""The commands of *Your own data*, in the English and the Chinese READMEs, are ones that the scripts take.

A script parses its command line as it does for a person; what it would do then is left out.
"""

from __future__ import annotations

import dataclasses
import functools
import inspect
import re
import runpy
import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import tyro

import shared.commands
import shared.training
from shared.errors import UserError
from shared.training.settings.command_line import parse_config

ROOT = Path(__file__).parents[2]
PROJECTS = sorted(path.parent for path in ROOT.glob("*_*/grading"))
TITLES = {"README.md": "Your own data", "README.zh-CN.md": "你自己的数据"}
COMMAND = re.compile(r"python (\w+\.py)\b([^|>`…]*)", re.ASCII)


def own_data(readme: Path) -> str:
    """Return the section about one's own data."""
    text = readme.read_text(encoding="utf-8")
    _, title, behind = text.partition(f"\n## {TITLES[readme.name]}\n")
    assert title, f"{readme} has no section {TITLES[readme.name]}"
    return re.split(r"^(?:## |<!-- report -->)", behind, maxsplit=1, flags=re.MULTILINE)[0]


def commands(section: str) -> list[tuple[str, tuple[str, ...]]]:
    """Return the scripts that a section starts, in code blocks and in sentences, with their arguments."""
    blocks = re.findall(r"^```\w*\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    prose = re.sub(r"^```.*?^```$", "", section, flags=re.MULTILINE | re.DOTALL)
    lines += re.findall(r"`(python [^`]+)`", prose)
    found = [match.groups() for line in lines for match in COMMAND.finditer(line)]
    return [(script, tuple(shlex.split(given, comments=True))) for script, given in found]


def options(section: str) -> set[str]:
    """Return the options that sentences name, but for those of torchrun."""
    prose = re.sub(r"^```.*?^```$", "", section, flags=re.MULTILINE | re.DOTALL)
    code = [code for code in re.findall(r"`([^`]+)`", prose) if not code.startswith("torchrun")]
    return {option for part in code for option in re.findall(r"--[a-z][a-z-]*", part)}


def parse(script: Path, arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Let a script parse its command line, and nothing more; return all options that it has."""
    names: set[str] = {"help"}

    def settings_only(config: type[Any], train: Callable[..., Any]) -> None:
        names.update(field.name for field in dataclasses.fields(config))
        parse_config(config, sys.argv[1:], description="")

    def arguments_only(command: Callable[..., Any]) -> None:
        for parameter in inspect.signature(command).parameters.values():
            names.add(parameter.name)
            if dataclasses.is_dataclass(parameter.default):  # settings, each an option of its own
                names.update(field.name for field in dataclasses.fields(parameter.default))
        tyro.cli(functools.wraps(command)(lambda *_, **__: None), args=sys.argv[1:])

    with monkeypatch.context() as parsing:
        parsing.setattr(sys, "excepthook", sys.excepthook)  # scripts set their own
        parsing.setattr(shared.training, "run_command", settings_only)
        parsing.setattr(shared.commands, "run", arguments_only)
        # Those who ask for help see that the options before it are there, too.
        parsing.setattr(sys, "argv", [script.name, *(a for a in arguments if a != "--help")])
        runpy.run_path(str(script), run_name="__main__")
    return {f"--{name.replace('_', '-')}" for name in names}


@pytest.mark.parametrize("project", PROJECTS, ids=lambda path: path.name)
def test_the_commands_for_ones_own_data_are_understood(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sections = [own_data(project / readme) for readme in TITLES]
    english, chinese = map(commands, sections)
    assert english
    assert chinese
    known: set[str] = set()
    for script, arguments in dict.fromkeys(english + chinese):
        line = shlex.join(["python", script, *arguments])
        assert (project / script).is_file(), f"{project.name} has no {script}: {line}"
        try:
            known |= parse(project / script, arguments, monkeypatch)
        except (SystemExit, UserError) as error:
            pytest.fail(f"{project.name}: {line}\n{error}\n{capsys.readouterr().err}")
    assert set().union(*map(options, sections)) - known == set()


def test_commands_and_options_are_found() -> None:
    section = (
        "Write `python style.py a.jpg`, or `--out b`, `torchrun --nproc-per-node 2 train.py`:\n\n"
        '```bash\npython a.py "x y" --b 3   # c\n'
        "cat d | python e.py > f\npython -c 'import torch'\n```\n"
    )
    assert commands(section) == [
        ("a.py", ("x y", "--b", "3")),
        ("e.py", ()),
        ("style.py", ("a.jpg",)),
    ]
    assert options(section) == {"--out"}
