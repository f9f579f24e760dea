"""A grade in the forms that platforms and students read. All come from one `Grade`, so that scores agree.

Gradescope: https://gradescope-autograders.readthedocs.io/en/latest/specs/ ("Output Format").
PrairieLearn: https://docs.prairielearn.com/externalGrading/ ("Grading result").
JUnit: the XML that Jenkins, GitLab and GitHub actions read.
"""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

from shared.files import write_text_atomically
from shared.grading.grades.grade import ExerciseResult, Grade, number
from shared.plain_text import printable_lines


def gradescope(grade: Grade) -> dict[str, Any]:
    """Return Gradescope's results.json.

    The score is not stated: Gradescope adds up the tests, and hides the total from students as soon
    as one test is not visible. `extra_data` is for the teachers alone.
    """
    return {
        "output": grade.problem or f"Graded in {grade.seconds:.1f} s.",
        "output_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "execution_time": float(grade.seconds),
        "extra_data": {"seed": str(grade.seed), "sandbox": grade.sandbox},
        "tests": [
            {
                "name": exercise.title,
                "number": exercise.id,
                "score": exercise.score,
                "max_score": exercise.points,
                "status": "passed" if exercise.passed else "failed",
                "output": exercise.explanation,
                "output_format": "text",
                "tags": [exercise.target.partition(":")[0].rpartition(".")[2]],
                "visibility": exercise.visibility,
                "extra_data": {"checks": {check.name: check.passed for check in exercise.checks}},
            }
            for exercise in grade.exercises
        ],
    }


def prairielearn(grade: Grade) -> dict[str, Any]:
    """Return PrairieLearn's results.json; `score` is a fraction, the tests' points are as they are."""
    return {
        "gradable": not grade.problem,
        "score": grade.score / grade.points,
        "message": grade.problem,
        "output": "",
        "tests": [
            {
                "name": f"{exercise.id} {exercise.title}",
                "description": exercise.target,
                "points": exercise.score,
                "max_points": exercise.points,
                "output": _shown(exercise),
            }
            for exercise in grade.exercises
        ],
        **({"format_errors": [grade.problem]} if grade.problem else {}),
    }


def _shown(exercise: ExerciseResult) -> str:
    if exercise.visibility == "visible" or exercise.passed:
        return exercise.explanation
    return "A hidden check failed."


def junit(grade: Grade) -> str:
    """Return JUnit XML: a test case for each exercise, its points as properties."""
    failures = sum(not exercise.passed for exercise in grade.exercises)
    suite = ET.Element(
        "testsuite",
        name=f"{grade.assignment}: {grade.hand_in}",
        tests=str(len(grade.exercises)),
        failures=str(failures),
        errors="0",
        skipped="0",
        time=f"{grade.seconds:.3f}",
    )
    _properties(suite, score=number(grade.score), max_score=number(grade.points))
    for exercise in grade.exercises:
        case = ET.SubElement(
            suite,
            "testcase",
            classname=exercise.target,
            name=f"{exercise.id} {exercise.title}",
            time="0",
        )
        _properties(case, score=number(exercise.score), max_score=number(exercise.points))
        if not exercise.passed:
            explanation = _shown(exercise)
            failure = ET.SubElement(case, "failure", message=_xml(explanation.partition("\n")[0]))
            failure.text = _xml(explanation)
    suites = ET.Element("testsuites")
    suites.append(suite)
    ET.indent(suites)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(suites, encoding="unicode")


def _properties(element: ET.Element, **values: str) -> None:
    listed = ET.SubElement(element, "properties")
    for name, value in values.items():
        ET.SubElement(listed, "property", name=name, value=value)


def _xml(text: str) -> str:
    """Return text without the characters that XML 1.0 cannot hold."""
    return "".join(
        c for c in text if c in "\t\n" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd"
    )


def feedback(grade: Grade) -> str:
    """Return what a student may read: points, reasons of lost ones, and no secret of the teachers."""
    lines = [f"{grade.title}: {number(grade.score)} of {number(grade.points)} points"]
    lines += [grade.problem] if grade.problem else []
    for exercise in grade.exercises:
        points = f"{number(exercise.score)} of {number(exercise.points)} points"
        lines += ["", f"{exercise.id} {exercise.title}: {points}"]
        lines += [f"    {line}" for line in _shown(exercise).splitlines()]
    return printable_lines("\n".join(lines)) + "\n"


def _json(form: Callable[[Grade], dict[str, Any]]) -> Callable[[Grade], str]:
    return lambda grade: json.dumps(form(grade), indent=2, ensure_ascii=False) + "\n"


WRITERS: dict[str, tuple[str, Callable[[Grade], str]]] = {
    "gradescope": ("results.json", _json(gradescope)),
    "prairielearn": ("prairielearn.json", _json(prairielearn)),
    "junit": ("junit.xml", junit),
    "feedback": ("feedback.txt", feedback),
    "grade": ("grade.json", _json(Grade.as_dict)),
}


def write_all(grade: Grade, folder: Path) -> None:
    """Write every form to `folder`, each at once; `grade.json` last, as the sign of completeness."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, writer in WRITERS.values():
        write_text_atomically(folder / name, writer(grade))
