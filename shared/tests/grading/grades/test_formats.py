"""Every platform's form says the same scores, in the words that the platform reads."""

import io
import json
import xml.etree.ElementTree as ET

import pytest
from rich.console import Console

from shared.grading.grades import formats
from shared.grading.grades.grade import (
    CheckResult,
    ExerciseResult,
    Grade,
    grade_from_dict,
    number,
    table_of,
)
from shared.grading.judging.judge import not_graded


def exercise(id, points, checks, visibility="visible"):
    results = tuple(
        CheckResult(f"check{i}", passed, "" if passed else "expected 1, got <2> & \u2014\uffff")
        for i, passed in enumerate(checks)
    )
    return ExerciseResult(
        id, f"Title {id}", f"package.module:f{id}", points, "A book", visibility, results
    )


@pytest.fixture
def grade():
    exercises = (
        exercise("1.1", 2, [True]),
        exercise("1.2", 3, [True, False]),
        exercise("1.3", 1, [False, False, False], "hidden"),
        exercise("1.10", 4, [True, True, False]),
    )
    return Grade(
        "work90_toy", "A toy", "alice", 10, exercises, 1.25, 2**63, {"level": "subprocess"}
    )


def test_partial_credit_adds_up(grade):
    assert [entry.score for entry in grade.exercises] == [2, 1.5, 0, pytest.approx(8 / 3, abs=1e-6)]
    assert grade.score == pytest.approx(2 + 1.5 + 8 / 3, abs=1e-5)


# The fields and types of Gradescope's specification ("Output Format").
TOP = {
    "score": (int, float), "execution_time": (int, float), "output": str, "output_format": str,
    "test_output_format": str, "test_name_format": str, "visibility": str,
    "stdout_visibility": str, "extra_data": dict, "tests": list, "leaderboard": list,
}  # fmt: skip
TEST = {
    "score": (int, float), "max_score": (int, float), "status": str, "name": str,
    "name_format": str, "number": str, "output": str, "output_format": str, "tags": list,
    "visibility": str, "extra_data": dict,
}  # fmt: skip
VISIBLE = {"hidden", "after_due_date", "after_published", "visible"}


def test_gradescopes_form_keeps_to_its_specification(grade):
    result = json.loads(json.dumps(formats.gradescope(grade)))
    for table, types in ((result, TOP), *((test, TEST) for test in result["tests"])):
        assert set(table) <= set(types)
        for name, value in table.items():
            assert isinstance(value, types[name]), name
            assert not isinstance(value, bool)
        assert table["visibility"] in VISIBLE
        assert table["output_format"] in {"text", "html", "simple_format", "md", "ansi"}
    assert type(result["execution_time"]) is float
    for test in result["tests"]:
        assert test["status"] in {"passed", "failed"}
        assert 0 <= test["score"] <= test["max_score"]
    assert [test["number"] for test in result["tests"]] == ["1.1", "1.2", "1.3", "1.10"]
    assert [test["visibility"] for test in result["tests"]][2] == "hidden"


def test_prairielearns_form_keeps_to_its_specification(grade):
    result = json.loads(json.dumps(formats.prairielearn(grade)))
    assert result["gradable"] is True
    assert 0 <= result["score"] <= 1
    for test in result["tests"]:
        assert set(test) == {"name", "description", "points", "max_points", "output"}
    assert result["tests"][2]["output"] == "A hidden check failed."


def test_junits_form_is_xml_with_a_failure_for_each_lost_point(grade):
    root = ET.fromstring(formats.junit(grade))
    (suite,) = root
    assert root.tag == "testsuites"
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("4", "3", "0")
    cases = suite.findall("testcase")
    assert cases[0].get("name") == "1.1 Title 1.1"
    assert [case.find("failure") is not None for case in cases] == [False, True, True, True]
    assert "got <2> & —" in cases[1].find("failure").text
    assert cases[2].find("failure").get("message") == "A hidden check failed."


def test_a_student_reads_points_and_reasons_and_no_secret(grade):
    lines = formats.feedback(grade).splitlines()
    assert lines[0] == f"A toy: {number(grade.score)} of 10 points"
    assert lines[2:7] == [
        "1.1 Title 1.1: 2 of 2 points",
        "",
        "1.2 Title 1.2: 1.5 of 3 points",
        "    expected 1, got <2> & —?",
        "    Read: A book",
    ]
    assert "    A hidden check failed." in lines
    assert str(2**63) not in "\n".join(lines)
    assert "subprocess" not in "\n".join(lines)


def test_all_forms_say_the_same_scores(grade):
    scores = [entry.score for entry in grade.exercises]
    assert [test["score"] for test in formats.gradescope(grade)["tests"]] == scores
    learned = formats.prairielearn(grade)
    assert [test["points"] for test in learned["tests"]] == scores
    assert learned["score"] == grade.score / grade.points
    suite = ET.fromstring(formats.junit(grade))[0]
    stated = [case.find("properties/property[@name='score']").get("value") for case in suite[1:]]
    assert stated == [number(score) for score in scores]
    assert suite.find("properties/property[@name='score']").get("value") == number(grade.score)


def test_a_grade_survives_its_file(grade):
    assert grade_from_dict(json.loads(json.dumps(grade.as_dict()))) == grade


def test_what_could_not_be_graded_has_no_points_and_a_reason(rubric):
    result = not_graded(rubric, "bob", "the archive is damaged")
    assert result.score == 0
    assert result.points == 6
    assert formats.gradescope(result)["output"] == "the archive is damaged"
    assert "the archive is damaged" in formats.feedback(result).splitlines()
    assert formats.prairielearn(result)["gradable"] is False
    assert ET.fromstring(formats.junit(result))[0].get("failures") == "3"


def test_files_are_complete_or_absent(grade, tmp_path, monkeypatch):
    formats.write_all(grade, tmp_path / "alice")
    names = {name for name, _ in formats.WRITERS.values()}
    assert {path.name for path in (tmp_path / "alice").iterdir()} == names
    # The sign of completeness comes last.
    assert list(formats.WRITERS)[-1] == "grade"

    def full(path, text):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(formats, "write_text_atomically", full)
    with pytest.raises(OSError, match="No space"):
        formats.write_all(grade, tmp_path / "bob")
    assert list((tmp_path / "bob").iterdir()) == []


def test_a_table_shows_what_a_hand_in_said_without_obeying_it():
    reason = CheckResult("check", False, "[bold red]passed[/] [link=x]")
    entry = ExerciseResult("1", "T", "p.m:f", 1, "B", "visible", (reason,))
    console = Console(record=True, width=120, file=io.StringIO())
    console.print(table_of(Grade("a", "A", "alice", 1, (entry,), 0.0, 0)))
    assert "[bold red]passed[/] [link=x]" in console.export_text()
