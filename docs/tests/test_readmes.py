"""The Chinese READMEs name every lesson and every exercise, as the files and the rubric have them.

And no page has a paragraph that a comment breaks in two.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECTS = sorted(path.parent for path in ROOT.glob("*_*/grading"))


@pytest.mark.parametrize("project", PROJECTS, ids=lambda path: path.name)
def test_lessons_and_exercises_are_complete(project: Path) -> None:
    text = (project / "README.zh-CN.md").read_text(encoding="utf-8")
    linked = re.findall(r"^\| \d+ \| \[[^]]+\]\((lessons/[^)]+)\) \|$", text, re.MULTILINE)
    assert linked == sorted(f"lessons/{file.name}" for file in project.glob("lessons/*.md"))
    rubric = tomllib.loads((project / "grading" / "rubric.toml").read_text(encoding="utf-8"))
    expected = []
    for exercise in rubric["exercise"]:
        module, _, name = exercise["object"].partition(":")
        place = module.partition(".")[2].replace(".", "/")
        expected.append((exercise["id"], name, f"{place}.py", f"{exercise['points']:g}"))
    row = r"^\| (\d+\.\d+) \| [^|]+ \| `([^`]+)` \| `([^`]+)` \| (\S+) \|$"
    assert re.findall(row, text, re.MULTILINE) == expected


@pytest.mark.parametrize("project", PROJECTS, ids=lambda path: path.name)
def test_the_brief_has_its_parts_and_names_the_same_files(project: Path) -> None:
    english, chinese = (
        (project / name).read_text(encoding="utf-8").partition(end)[0]
        for name, end in (("README.md", "\n## Report"), ("README.zh-CN.md", "<!-- report -->"))
    )
    parts = ["课程", "任务", "练习", "你自己的数据"]
    assert re.findall(r"^## (.*)$", chinese, re.MULTILINE)[: len(parts)] == parts
    english_files, chinese_files = (
        set(re.findall(r"\w+\.py\b", text, re.ASCII)) for text in (english, chinese)
    )
    assert english_files - chinese_files == set()


@pytest.mark.parametrize(
    "readme", sorted(ROOT.glob("*_*/README.zh-CN.md")), ids=lambda p: p.parent.name
)
def test_what_it_links_to_is_there(readme: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", readme.read_text(encoding="utf-8"))
    assert [link for link in links if not (readme.parent / link).exists()] == []


@pytest.mark.parametrize(
    "readme",
    [ROOT / "README.zh-CN.md", *(project / "README.zh-CN.md" for project in PROJECTS)],
    ids=lambda path: path.parent.name,
)
def test_bold_words_end_before_their_mark(readme: Path) -> None:
    """`**词。**字` is not bold in Markdown: after a mark, `**` does not close before a letter."""
    wrong = []
    for line in readme.read_text(encoding="utf-8").splitlines():
        parts = line.split("**")  # every second one is bold
        for bold, behind in zip(parts[1::2], parts[2::2], strict=False):
            if re.search(r"[。，、：；？！”’）》]$", bold) and re.match(r"\w", behind):
                wrong.append(bold)
    assert wrong == []


@pytest.mark.parametrize(
    "page",
    [page for page in sorted(ROOT.rglob("*.md")) if not {".nox", ".venv"} & {*page.parts}],
    ids=lambda page: page.relative_to(ROOT).as_posix(),
)
def test_no_line_of_a_paragraph_begins_with_a_value(page: Path) -> None:
    """In Markdown a line that begins with a comment is HTML: it ends the paragraph before it."""
    lines = page.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if re.match(r" {0,3}<!-- value", line)] == []
