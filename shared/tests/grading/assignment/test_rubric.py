"""A rubric that cannot be graded with is refused, and the message names what is wrong."""

import pytest
from toy_course import CHECKS, RUBRIC, write_course

from shared.grading.assignment.rubric import load_rubric
from shared.grading.errors import RubricError


def test_a_sound_rubric_loads(rubric):
    assert [exercise.id for exercise in rubric.exercises] == ["1.1", "1.2", "2.1"]
    assert rubric.points == 6
    assert rubric.modules == ("work90_toy.sums", "work90_toy.honest")
    assert rubric.exercises[1].qualified_name == "Scale.apply"
    assert rubric.exercises[1].checks == ("scale_of_floats", "scale_of_many")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("points = 6", "points = 7", "add up to 6, not 7"),
        ("points = 2\n", "points = -2\n", "1.1: points must be positive"),
        ("points = 2\n", "points = true\n", "1.1: points = True has the wrong type"),
        ("points = 2\n", "points = inf\n", "1.1: points must be positive"),
        ("sums:total", "sums:totals", "1.1: unknown object 'work90_toy.sums:totals'"),
        ("sums:Scale.apply", "sums:Scale.applied", "unknown object"),
        ("sums:total", "products:total", "unknown object"),
        ("work90_toy.sums:total", "os:system", "in no module of work90_toy"),
        ('"total"]', '"totals"]', "no function totals"),
        ('"total"]', '"double"]', r"\['double'\] stand there more than once"),
        ('checks = ["total"]', "checks = []", "at least one function"),
        (', "scale_of_many"', "", "'scale_of_many' in checks.py belongs to no exercise"),
        ('id = "1.2"', 'id = "1.1"', r"\['1.1'\] stand there more than once"),
        ('reading = "The docstring"', "", "has no 'reading'"),
        ('title = "Twice"', 'title = "Twice"\nhint = "x"', r"unknown \['hint'\]"),
        ('title = "Twice"', 'title = "Twice"\nvisibility = "secret"', "visibility must be one of"),
        ('name = "work90_toy"', 'name = "work91_toy"', "not that of its folder"),
        ("[assignment]", "[assignment", "cannot be read"),
        ("[assignment]", "[course]", "expected one"),
    ],
)
def test_a_mistake_is_named(tmp_path, old, new, message):
    project = write_course(tmp_path)
    assert old in RUBRIC
    (project / "grading/rubric.toml").write_text(RUBRIC.replace(old, new, 1))
    with pytest.raises(RubricError, match=message):
        load_rubric(project)


def test_an_object_without_a_docstring_is_refused(tmp_path):
    project = write_course(tmp_path)
    path = project / "src/work90_toy/honest.py"
    path.write_text("def double(x):\n    return 2 * x\n")
    with pytest.raises(RubricError, match="no docstring, its specification"):
        load_rubric(project)


def test_a_check_that_vanished_is_named(tmp_path):
    project = write_course(tmp_path)
    (project / "grading/checks.py").write_text(CHECKS.replace("def double(", "def _double("))
    with pytest.raises(RubricError, match="no function double"):
        load_rubric(project)


def test_an_assignment_without_a_rubric_is_named(tmp_path):
    with pytest.raises(RubricError, match=r"has no grading/rubric\.toml"):
        load_rubric(tmp_path)
