"""Lessons include code by its name, have their parts, and run."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from shared.errors import UserError
from shared.lessons.__main__ import Check, Notebooks
from shared.lessons.__main__ import Run as RunLessons
from shared.lessons.lesson import Lesson, LessonError, lessons_of, source_of
from shared.lessons.notebooks import write_notebook
from shared.lessons.rules import PARTS, check, faults
from shared.lessons.running import run_all, run_lesson

SOURCE = '''"""An idea."""

import functools


class Pool:
    """A layer."""

    @functools.cache
    def size(self) -> int:
        """Return it."""
        return 2


def double(number):
    """Return twice `number`."""
    return 2 * number
'''
HEADER = """---
jupytext:
  text_representation: {extension: .md, format_name: myst}
---

"""
BODY = {
    "The equation": "$$y = 2x$$",
    "The code": "```{literalinclude} ../src/toy/idea.py\n:pyobject: double\n```",
    "The run": "```{code-cell} ipython3\nprint(6 * 7)\n```",
    "The exercise": (
        "**Exercise 1.1**, `toy/idea.py`.\n\n```bash\npython -m pytest tests/test_idea.py -k double\n```"
    ),
    "Check yourself": "<details><summary>Why?</summary>So.</details>\n" * 3,
    "Reading": "[D2L](https://d2l.ai/x.html), [in Chinese](https://zh.d2l.ai/x.html)",
}


def written(project: Path, text: str = "", **changes: str) -> Lesson:
    """Write a lesson as it should be, or with changes, or with `text`."""
    (project / "src" / "toy").mkdir(parents=True, exist_ok=True)
    (project / "src" / "toy" / "idea.py").write_text(SOURCE)
    (project / "tests").mkdir(exist_ok=True)
    (project / "tests" / "test_idea.py").touch()
    (project / "lessons").mkdir(exist_ok=True)
    path = project / "lessons" / "01_double.md"
    bodies = BODY | {name.replace("_", " "): body for name, body in changes.items()}
    parts = "".join(f"\n## {part}\n\n{bodies.get(part, 'word ' * 160)}\n" for part in PARTS)
    path.write_text(text or f"{HEADER}# 1. Twice as much\n{parts}")
    return lessons_of(project)[0]


def test_a_lesson_as_it_should_be_has_no_fault(tmp_path: Path) -> None:
    lesson = written(tmp_path)
    assert faults(lesson, {"1.1"}) == []
    assert (lesson.number, lesson.title) == (1, "1. Twice as much")
    check([lesson], {"1.1"})


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"The_equation": "none"}, "no equation"),
        ({"The_code": "none"}, "no code is included"),
        ({"The_run": "none"}, "nothing runs"),
        ({"The_question": "short", "The_idea": "short", "Predict": "short"}, "words"),
        ({"The_exercise": BODY["The exercise"].replace("1.1", "7.7")}, "no exercise 7.7"),
        ({"The_exercise": BODY["The exercise"].replace("**", "")}, "names no"),
        ({"The_exercise": "**Exercise 1.1**"}, "says no command"),
        (
            {"The_exercise": BODY["The exercise"].replace("idea.py -k", "none.py -k")},
            "none.py, which",
        ),
        ({"Check_yourself": "<details>x</details>"}, "1 questions"),
        ({"Reading": "[D2L](https://d2l.ai/x.html)"}, "in Chinese"),
        ({"The_idea": "word " * 160 + "\n## Another part\n"}, "its parts are"),
    ],
)
def test_what_a_lesson_lacks_is_named(tmp_path: Path, changes: dict[str, str], fault: str) -> None:
    found = faults(written(tmp_path, **changes), {"1.1"})
    assert len(found) == 1
    assert fault in found[0]
    with pytest.raises(LessonError, match=r"01_double\.md: "):
        check([written(tmp_path, **changes)], {"1.1"})


def test_source_is_found_by_name_with_its_decorators() -> None:
    assert source_of(SOURCE, "Pool.size") == (
        '@functools.cache\ndef size(self) -> int:\n    """Return it."""\n    return 2'
    )
    assert source_of(SOURCE, "double").startswith("def double(number):")
    assert source_of(SOURCE, "Pool.none") is None
    assert source_of(SOURCE, "double.inner") is None


@pytest.mark.parametrize(
    ("include", "problem"),
    [
        ("../src/toy/gone.py", "gone.py, which is not there"),
        ("../src/toy/idea.py", "includes gone"),
    ],
)
def test_what_an_include_lacks_is_named(tmp_path: Path, include: str, problem: str) -> None:
    lesson = written(tmp_path, The_code=f"```{{literalinclude}} {include}\n:pyobject: gone\n```")
    with pytest.raises(LessonError, match=problem):
        lesson.includes  # noqa: B018


@pytest.mark.parametrize("name", ["double.md", "1_double.md", "01_Double.md"])
def test_a_lesson_without_a_number_is_refused(tmp_path: Path, name: str) -> None:
    written(tmp_path)
    (tmp_path / "lessons" / name).touch()
    with pytest.raises(LessonError, match=r"must be named as 01_"):
        lessons_of(tmp_path)
    with pytest.raises(LessonError, match="has no lessons"):
        lessons_of(tmp_path / "src")


def test_a_notebook_shows_the_code_and_installs_first(tmp_path: Path) -> None:
    lesson = written(tmp_path)
    path = write_notebook(lesson, tmp_path / "notebooks")
    first = path.read_text()
    cells = json.loads(first)["cells"]
    assert "find_spec" in "".join(cells[0]["source"])
    text = "".join("".join(cell["source"]) for cell in cells)
    assert "def double(number):" in text
    assert "literalinclude" not in text
    assert [c["source"] for c in cells if c["cell_type"] == "code"][1:] == [["print(6 * 7)"]]
    assert write_notebook(lesson, tmp_path / "notebooks").read_text() == first


def test_a_notebook_installs_its_project_by_whatever_name_it_was_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "work99_long").mkdir()
    written(tmp_path / "work99_long")
    (tmp_path / "work99").symlink_to("work99_long")
    monkeypatch.chdir(tmp_path / "work99_long")
    for folder in (tmp_path / "work99", Path()):
        (lesson,) = lessons_of(folder)
        assert 'find_spec(\\"work99_long\\")' in write_notebook(lesson, tmp_path / "n").read_text()


def test_a_check_wants_an_assignment_with_its_grading(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"rubric\.toml is missing"):
        Check((tmp_path,))()


@pytest.mark.parametrize("command", [Check, RunLessons, Notebooks])
def test_a_command_wants_a_project(command: type[Check]) -> None:
    with pytest.raises(UserError, match="name at least one assignment"):
        command(())()


def test_a_lesson_runs_where_it_lies_and_a_cell_that_fails_is_named(tmp_path: Path) -> None:
    cell = "```{{code-cell}} ipython3\n{}\n```\n\n"
    good = cell.format("from pathlib import Path\nprint(Path('../src/toy/idea.py').exists())")
    outputs = run_lesson(written(tmp_path, The_run=good)).cells[-2].outputs
    assert outputs[0]["text"] == "True\n"
    bad = good + cell.format("# the second\n1 / 0")
    ((_, _, problem),) = run_all([written(tmp_path, The_run=bad)], jobs=1)
    assert problem == "01_double.md, cell 2 (# the second): ZeroDivisionError: division by zero"


def test_a_run_is_kept_until_the_lesson_or_its_code_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lesson = written(tmp_path / "work01_x")
    runs: list[str] = []

    def run(lesson: Lesson) -> object:
        runs.append(lesson.path.name)
        return lesson.notebook()

    monkeypatch.setattr("shared.lessons.running.run_lesson", run)
    again = partial(run_all, jobs=1, kept=tmp_path / "kept")
    assert [problem for _, _, problem in [*again([lesson]), *again([lesson])]] == ["", ""]
    assert len(runs) == 1
    code = next((tmp_path / "work01_x" / "src").rglob("*.py"))
    code.write_text(code.read_text(encoding="utf-8") + "\n# changed\n", encoding="utf-8")
    assert len([*again([lesson])]) == 1
    assert len(runs) == 2
    changed = replace(lesson, text=lesson.text + "\nOne more sentence.\n")
    assert len([*again([changed])]) == 1
    assert len(runs) == 3
