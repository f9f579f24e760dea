"""The starter is the assignment without its answers, and nothing else is changed."""

import ast
import difflib
import os
import re
import subprocess
import sys
from pathlib import Path

import libcst
import pytest
from toy_course import SUMS, write_course

import shared
from shared.grading.assignment.bodies import blank, solve
from shared.grading.assignment.rubric import Exercise, load_rubric
from shared.grading.assignment.starter import (
    LEFT_OUT,
    blanked_sources,
    cut_report,
    write_starter,
)
from shared.grading.errors import HandInError
from shared.grading.judging.proofs import reference


def exercise(name, title="A title"):
    return Exercise("9.1", title, f"package.module:{name}", 1, ("check",), "A book")


@pytest.fixture
def starter(rubric, tmp_path):
    return write_starter(rubric, tmp_path / "starter")


def test_only_bodies_and_their_helpers_differ(rubric):
    blanked = blanked_sources(rubric)["work90_toy.sums"]
    lines = list(difflib.ndiff(SUMS.splitlines(), blanked.splitlines()))
    assert [line[2:] for line in lines if line[0] == "-" and line[2:].strip()] == [
        "def _added(values):",
        "    return math.fsum(values)",
        "    # the answer's comment",
        "    return float(_added(kept(x)))",
        "    def _product(self, x):",
        "        return self.factor * x",
        "        return self._product(x)",
    ]
    assert [line[2:] for line in lines if line[0] == "+"] == [
        '    raise NotImplementedError("exercise 1.1: A sum")',
        '        raise NotImplementedError("exercise 1.2: A scaled array")',
    ]


def test_what_others_use_stays(rubric):
    blanked = blanked_sources(rubric)["work90_toy.sums"]
    assert "def kept(" in blanked  # a test calls it
    assert "def _used(" in blanked  # and it calls this
    assert "FACTOR = 1.0  # a comment that stays" in blanked


def test_a_word_in_a_docstring_keeps_no_helper(rubric):
    (rubric.package / "note.py").write_text('"""Nothing is _added here."""\n# nor _product\n')
    blanked = blanked_sources(rubric)["work90_toy.sums"]
    assert "_added" not in blanked
    assert "_product" not in blanked


def test_signature_decorators_and_docstring_stay():
    source = (
        "class A:\n"
        "    @staticmethod\n"
        "    def f(x: int, *, y: str = 'a') -> int:  # why\n"
        '        """Say\n\n        more."""\n'
        "        def inner():\n"
        "            return 1\n"
        "        return inner()\n"
        "\n"
        "    after = 1\n"
    )
    blanked = blank(source, [exercise("A.f")], set())
    assert blanked == source[: source.index("        def inner")] + (
        '        raise NotImplementedError("exercise 9.1: A title")\n\n    after = 1\n'
    )


def test_a_long_title_is_wrapped_and_quotes_survive():
    title = 'Say "yes" ' + "and go on " * 8
    blanked = blank('def f():\n    """Do."""\n    return 1\n', [exercise("f", title)], set())
    names = {}
    exec(blanked, names)
    with pytest.raises(NotImplementedError, match=re.escape(f"exercise 9.1: {title}")):
        names["f"]()
    assert blanked.splitlines()[2] == "    raise NotImplementedError("


def test_a_field_that_a_solution_reads_stays():
    method = 'def f(self):\n        """Do."""\n        return self.eps\n'
    source = f"class A:\n    eps: float = 1\n\n    {method}"
    assert "eps: float = 1" in blank(source, [exercise("A.f")], set())


def test_the_answers_are_nowhere_in_it(rubric, starter):
    texts = [path.read_text() for path in starter.parent.rglob("*") if path.is_file()]
    for answer in (
        "return float(_added",
        "self._product(x)",
        "return 2 * x",
        "the answer's comment",
    ):
        assert not any(answer in text for text in texts), answer
    names = {path.name for path in starter.parent.rglob("*")}
    assert not {"rubric.toml", "checks.py", "scores.json"} & names
    assert not (starter / "grading").exists()


def test_the_report_is_cut_and_the_brief_stays(starter):
    readme = (starter / "README.md").read_text()
    assert readme.startswith("# A toy\n\nWhat to do.\n\n## Report\n")
    assert "the course's own" in readme  # where the report is that lessons speak of
    assert "42" not in readme


def test_links_lead_somewhere_and_a_readme_tells_how_to_install(tmp_path):
    house = tmp_path / "house"
    project = write_course(house)
    (house / "docs").mkdir()
    (house / "docs/environments.md").write_text("# An environment to work in\n")
    (house / "docs/maintainers.md").write_text("# For maintainers\n")
    (house / "work91_other").mkdir()
    (house / "work91_other/README.md").write_text("# Another\n")
    (project / "README.zh-CN.md").write_text("# 玩具\n\n[课程](../README.zh-CN.md)。\n\n## 报告\n")
    (project / "README.md").write_text(
        "# A toy\n\n[Set up](../docs/environments.md) as in the [course](../README.md).\n"
        "After [work91](../work91_other/README.md#the-brief).\n"
    )
    lesson = project / "lessons/01_sums.md"
    lesson.write_text(
        "[Set up](../../docs/environments.md), ![](../results/steps/a.svg),\n"
        "[the report](../README.md#report), [work91](../../work91_other/README.md): `cells[0](../x)`\n"
    )
    starter = write_starter(load_rubric(project), tmp_path / "starter")
    pages = [*starter.parent.glob("*.md"), *starter.glob("*.md"), *starter.glob("lessons/*.md")]
    assert len(pages) == 5
    links = [
        (page.parent / link).exists()
        for page in pages
        for link in re.findall(r"\]\(([^)#]+\.\w+)[^)]*\)", page.read_text(encoding="utf-8"))
    ]
    assert len(links) == 10
    assert all(links)
    assert "After work91.\n" in (starter / "README.md").read_text()
    assert (starter / "lessons/01_sums.md").read_text() == lesson.read_text().replace(
        "[work91](../../work91_other/README.md)", "work91"
    )
    assert not (starter.parent / "docs/maintainers.md").exists()
    for name, title in (("README.md", "# A toy\n"), ("README.zh-CN.md", "# 玩具\n")):
        text = (starter.parent / name).read_text(encoding="utf-8")
        assert text.startswith(title)
        assert '-e ./shared -e "./work90_toy[test]"\ncd work90_toy\n' in text
        assert "\n```\n\n" in text


def test_the_conclusions_in_chinese_are_cut_too(tmp_path):
    readme = tmp_path / "README.zh-CN.md"
    readme.write_text(
        "# 玩具\n\n要做什么。\n\n<!-- report -->\n\n## 结论\n\n42\n", encoding="utf-8"
    )
    cut_report(readme)
    text = readme.read_text(encoding="utf-8")
    assert text.startswith("# 玩具\n\n要做什么。\n\n## 报告\n")
    assert "42" not in text


def test_results_are_there_as_far_as_lessons_show_them(starter):
    found = sorted(str(path.relative_to(starter)) for path in starter.glob("results/**/*.*"))
    assert found == ["results/lenet_b.json", "results/steps/a.svg"]


def test_notes_on_a_paper_are_its_questions(starter):
    notes = (starter / "notes" / "paper.md").read_text()
    assert notes == "# Notes: A paper\n\n**1. What is\nnew?**\n"


def test_it_compiles_and_is_complete(starter):
    for path in starter.rglob("*.py"):
        ast.parse(path.read_text())
    assert (starter / "tests/test_sums.py").exists()
    assert (starter.parent / "shared/src/shared/grading/__init__.py").exists()
    assert not (starter.parent / "shared/tests").exists()


def test_no_room_of_shared_has_a_name_that_starters_leave_out():
    folders = {path.name for path in Path(shared.__file__).parent.rglob("*") if path.is_dir()}
    assert {"grading", "walls"} <= folders
    assert folders & LEFT_OUT <= {"grading", "__pycache__"}


def test_a_folder_with_something_in_it_is_left_alone(rubric, tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(HandInError, match="not empty"):
        write_starter(rubric, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def failures(starter):
    """Run the starter's tests as a student would; the names of those that fail, and the output."""
    process = subprocess.run(
        [sys.executable, "-P", "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"],
        cwd=starter,
        env={**os.environ, "PYTHONPATH": "src"},
        capture_output=True,
        text=True,
    )
    return set(re.findall(r"^FAILED \S+::(\w+)", process.stdout, re.MULTILINE)), process.stdout


def test_solving_one_exercise_after_the_other_turns_the_tests_green(rubric, starter):
    red, output = failures(starter)
    assert red == {"test_total", "test_scale", "test_double"}
    for name in ("exercise 1.1: A sum", "exercise 1.2: A scaled array", "exercise 2.1: Twice"):
        assert name in output
    for task, test in zip(
        rubric.exercises, ("test_total", "test_scale", "test_double"), strict=True
    ):
        path = starter / Path("src", *task.module.split(".")).with_suffix(".py")
        solved = reference(rubric).sources[task.module].decode()
        path.write_text(solve(path.read_text(), solved, [task]))
        red -= {test}
        assert failures(starter)[0] == red
    assert not red


def test_solving_restores_what_was_taken_away(rubric):
    for module, source in blanked_sources(rubric).items():
        tasks = [task for task in rubric.exercises if task.module == module]
        solved = solve(source, reference(rubric).sources[module].decode(), tasks)
        assert "NotImplementedError" not in solved
        libcst.parse_module(solved)
