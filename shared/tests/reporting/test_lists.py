"""The lists in a README say what the rubric and the lessons say."""

from pathlib import Path

import pytest

from shared.errors import UserError
from shared.reporting.tables import ReportError, render, rewrite

TEXT = "# A\n\n<!-- exercises -->\n<!-- end -->\n\n<!-- lessons -->\nold\n<!-- end -->\n"
RUBRIC = """
[assignment]
name = "toy"
title = "Toy"
points = 5
[[exercise]]
id = "1.1"
title = "Sums | differences"
object = "toy.room.sums:add"
points = 5
checks = ["add"]
reading = "the docstring"
"""


@pytest.fixture
def readme(tmp_path: Path) -> Path:
    for name, text in {
        "grading/rubric.toml": RUBRIC,
        "grading/checks.py": "def add(student, reference, rng):\n    pass\n",
        "src/toy/room/sums.py": 'def add(a, b):\n    """Add."""\n    return a + b\n',
        "lessons/01_sums.md": "# 1. What is a sum?\n\n"
        + "word " * 900
        + "\n\n**Exercise 1.1**, it.\n",
        "README.md": TEXT,
    }.items():
        path = tmp_path / "toy" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path / "toy" / "README.md"


def test_exercises_and_lessons_are_listed(readme: Path) -> None:
    assert rewrite(readme)
    text = readme.read_text()
    assert r"| 1.1 | Sums \| differences | `add`<br>in `room/sums.py` | 5 | the docstring |" in text
    assert "| 1 | [What is a sum?](lessons/01_sums.md) | 15 | 1.1 |" in text
    assert "old" not in text
    assert not rewrite(readme)


def test_lessons_are_listed_from_within_the_folder(
    readme: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(readme.parent)
    assert "](lessons/01_sums.md)" in render(Path("README.md"))


def test_a_student_without_the_rubric_keeps_the_table(readme: Path) -> None:
    rewrite(readme)
    written = readme.read_text()
    (readme.parent / "grading" / "rubric.toml").unlink()
    assert render(readme) == written


@pytest.mark.parametrize(
    "text",
    [
        "<!-- lessons -->\nold\n\nA paragraph.\n\n<!-- exercises -->\n<!-- end -->\n",
        "<!-- lessons -->\nold\n\nThe end.\n",
        "<!--  lessons -->\nold\n<!-- end -->\n",
        "<!-- lessons --> of it\nold\n<!-- end -->\n",
    ],
)
def test_a_list_without_its_own_end_deletes_nothing(readme: Path, text: str) -> None:
    readme.write_text(text)
    with pytest.raises(ReportError, match=r"open and [012] end, but [01] are well formed"):
        rewrite(readme)
    assert readme.read_text() == text


def test_a_list_in_code_is_an_example(readme: Path) -> None:
    example = "```markdown\n<!-- lessons -->\nold\n<!-- end -->\n```\n`<!-- exercises -->` lists.\n"
    readme.write_text(example + TEXT)
    text = render(readme)
    assert text.startswith(example)
    assert text.count("[What is a sum?](lessons/01_sums.md)") == 1


def test_what_cannot_be_listed_is_said(readme: Path) -> None:
    (readme.parent / "lessons" / "01_sums.md").rename(readme.parent / "lessons" / "sums.md")
    with pytest.raises(UserError, match=r"must be named as 01_what_it_teaches\.md"):
        render(readme)
