"""The judge gives each exercise the points that its checks say, and a reason for the others."""

import dataclasses
import sys

import pytest
from toy_course import HONEST, LIMITS, NAME, SUMS, write_course

from shared.grading.assignment.rubric import load_rubric
from shared.grading.errors import RubricError, SandboxError
from shared.grading.hand_ins.hand_in import HandIn
from shared.grading.judging import proofs
from shared.grading.judging.judge import grade, libraries, prepare, start
from shared.grading.walls.limits import LEVELS


def test_the_reference_gets_full_marks(judge, rubric):
    graded = grade(judge, proofs.reference(rubric))
    assert graded.score == graded.points == 6
    assert all(exercise.explanation == "" for exercise in graded.exercises)


def test_the_empty_starter_gets_none_and_names_the_exercises(judge, rubric):
    graded = grade(judge, proofs.empty(rubric))
    assert graded.score == 0
    for exercise in graded.exercises:
        assert f"NotImplementedError: exercise {exercise.id}: " in exercise.explanation
        assert "Read: The docstring" in exercise.explanation


def test_points_are_shared_between_an_exercises_checks(grade_sums):
    graded = grade_sums(SUMS.replace("self._product(x)", "self._product(x) if x.ndim == 1 else x"))
    assert [exercise.score for exercise in graded.exercises] == [2, 1.5, 1]
    assert graded.score == 4.5


def test_a_difference_is_shown(grade_sums):
    graded = grade_sums(SUMS.replace("float(_added(kept(x)))", "np.float64(_added(kept(x)))"))
    assert graded.exercises[0].explanation.startswith("expected a number, got float64")


def test_a_hard_coded_answer_fails_since_the_inputs_are_new_each_time(grade_sums):
    seeds = {grade_sums(SUMS).seed for _ in range(2)}
    assert len(seeds) == 2
    printing = SUMS.replace("    # the answer's comment", "    raise ValueError(repr(x.sum()))")
    said = [grade_sums(printing).exercises[0].explanation for _ in range(2)]
    assert said[0] != said[1]
    same = [grade_sums(printing, seed=7).exercises[0].explanation for _ in range(2)]
    assert same[0] == same[1]


def test_repeated_gradings_agree(grade_sums):
    half = SUMS.replace("self._product(x)", "self._product(x) if x.ndim == 1 else x")
    assert len({grade_sums(half).score for _ in range(3)}) == 1


def test_what_one_exercise_prints_costs_the_next_nothing(grade_sums):
    def printing(size):
        prints = f"    print('#' * {size})\n"
        text = SUMS.replace("    # the answer's", f"{prints}    # the answer's")
        text = text.replace("        return self._pro", f"    {prints}        return self._pro")
        return [exercise.score for exercise in grade_sums(text).exercises]

    assert printing(LIMITS.output // 2) == [2, 3, 1]
    assert printing(LIMITS.output * 2) == [0, 0, 1]


def test_what_a_file_prints_while_it_is_imported_does_not_count_for_an_exercise(grade_sums):
    """The first exercise ends the process, so the file is imported in the check of the second."""
    text = f"import os\n\nprint('#' * {LIMITS.output * 3 // 4})\n" + SUMS
    text = text.replace("    # the answer's comment", "    os._exit(0)")
    prints = f"        print('#' * {LIMITS.output // 2})\n        return self._pro"
    text = text.replace("        return self._pro", prints)
    assert [exercise.score for exercise in grade_sums(text).exercises] == [0, 3, 1]


def test_files_that_were_not_handed_in_get_nothing(judge):
    graded = grade(judge, HandIn("part", {f"{NAME}.honest": HONEST.encode()}))
    assert [exercise.score for exercise in graded.exercises] == [0, 0, 1]
    assert "sums.py is not in the hand-in" in graded.exercises[0].explanation


@pytest.mark.parametrize(
    "text", ["def total(x:\n", "raise ValueError('no')", "import nothing_there", "\0", "\xff"]
)
def test_a_file_that_does_not_import_costs_only_itself(judge, toy_sources, text):
    source = text.encode("latin-1")
    graded = grade(judge, HandIn("broken", {**toy_sources, f"{NAME}.sums": source}))
    assert [exercise.score for exercise in graded.exercises] == [0, 0, 1]
    assert "Your code raised " in graded.exercises[0].explanation


def judged(tmp_path, checks):
    """Grade the reference of a copy of the toy whose checks are changed."""
    name = "work91_toy"
    project = write_course(tmp_path).rename(tmp_path / name)
    (project / "src" / NAME).rename(project / "src" / name)
    for path in project.rglob("*"):
        if path.suffix in (".py", ".toml"):
            path.write_text(path.read_text().replace(NAME, name))
    path = project / "grading/checks.py"
    path.write_text(checks(path.read_text()))
    rubric = load_rubric(project)
    with prepare(rubric) as prepared:
        return grade(prepared, proofs.reference(rubric), limits=LIMITS)


@pytest.fixture
def clean_imports(monkeypatch):
    monkeypatch.setattr(sys, "path", list(sys.path))
    before = set(sys.modules)
    yield
    for name in set(sys.modules) - before:
        if name.startswith("work91_toy"):
            del sys.modules[name]


@pytest.mark.parametrize(
    "instead",
    [
        "return",
        "import pytest; pytest.skip('not today')",
        "raise SystemExit(0)",
        "import unittest; raise unittest.SkipTest",
        "reference.sums.total(rng.normal(size=3))",
    ],
)
def test_a_check_that_is_skipped_or_asks_nothing_gives_no_points(tmp_path, instead, clean_imports):
    def without(text):
        return text.replace("def total(student, reference, rng):", "\\g", 1).replace(
            "\\g", f"def total(student, reference, rng):\n    {instead}\n    return"
        )

    graded = judged(tmp_path, without)
    assert graded.points == 6
    assert [exercise.score for exercise in graded.exercises] == [0, 3, 1]


def test_checks_that_do_not_load_are_the_maintainers_error(tmp_path, clean_imports):
    with pytest.raises(RubricError, match="does not load"):
        judged(tmp_path, lambda text: "import nothing_there\n" + text)


def test_another_package_of_the_name_is_refused(judge, tmp_path, clean_imports):
    assert judge.reference  # the first toy is imported by now
    other = write_course(tmp_path)
    with prepare(load_rubric(other)) as prepared, pytest.raises(RubricError, match="comes from"):
        grade(prepared, proofs.reference(prepared.rubric))


def test_a_demand_that_cannot_be_met_is_refused(judge, toy_sources, monkeypatch):
    def fail(level, place, limits, warm):
        raise SandboxError(f"{level} is broken")

    monkeypatch.setattr("shared.grading.judging.judge.Student", fail)
    with pytest.raises(SandboxError, match="'namespaces' or stronger works here") as caught:
        start("namespaces", None, LIMITS)
    for level in ("bubblewrap", "namespaces"):
        assert f"{level} is broken" in str(caught.value)


def test_what_is_not_allowed_is_imported_ahead(rubric):
    first, *others = rubric.exercises
    first = dataclasses.replace(first, not_allowed=("colorsys.rgb_to_hls",))
    assert "colorsys" in libraries(dataclasses.replace(rubric, exercises=(first, *others)))


def test_the_result_says_behind_which_walls_it_was(grade_sums, available):
    sandbox = grade_sums(SUMS).sandbox
    without_container = LEVELS[1:]
    strongest = next(level for level in without_container if not available[level])
    assert sandbox["level"] == strongest
    assert len(sandbox["not_available"]) == without_container.index(strongest)
    assert "RLIMIT_FSIZE" in sandbox["within"]
