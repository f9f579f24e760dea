"""What an exercise builds on is given where it failed, and nothing that is still to be graded."""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path
from typing import Any

import pytest
from toy_course import LIMITS

from shared.grading.assignment.rubric import load_rubric
from shared.grading.errors import RubricError
from shared.grading.hand_ins.hand_in import HandIn
from shared.grading.judging import proofs
from shared.grading.judging.judge import grade, prepare

NAME = "work92_toy"
EXERCISES = {
    "1.1": ("shapes:Square.area", 'builds_on = ["2.1"]'),
    "1.2": ("shapes:perimeter", 'not_allowed = ["math.prod"]\nnot_allowed_costs = 1'),
    "2.1": ("numbers:squared", ""),
    "3.1": ("cubes:volume", 'builds_on = ["1.1"]'),
}
SHAPES = '''"""Shapes."""

from work92_toy.numbers import squared


class Shape:
    def __init__(self, side):
        self.side = side

    def area(self):
        return 0.0


class Square(Shape):
    def area(self) -> float:
        """Return the area."""
        return super().area() + squared(self.side)


def perimeter(sides: list) -> float:
    """Return the sum of the sides."""
    return _added(sides)


def _added(numbers):
    return float(sum(numbers))
'''
NUMBERS = '''"""Numbers."""


def squared(number: float) -> float:
    """Return the square."""
    return number**2
'''
CUBES = '''"""Cubes."""

from work92_toy import shapes


def volume(side: float) -> float:
    """Return the volume of a cube."""
    return side * shapes.Square(side).area()
'''
CHECKS = """
from shared.grading.judging.checking import assert_number


def area(student, reference, rng):
    side = float(rng.uniform(1, 2))
    expected = reference.shapes.Square(side).area()
    assert_number(student.shapes.Square(side).area(), expected, "area", "")


def perimeter(student, reference, rng):
    sides = rng.uniform(size=3).tolist()
    assert_number(student.shapes.perimeter(sides), reference.shapes.perimeter(sides), "sum", "")


def squared(student, reference, rng):
    number = float(rng.uniform(1, 2))
    expected = reference.numbers.squared(number)
    assert_number(student.numbers.squared(number), expected, "square", "")


def volume(student, reference, rng):
    side = float(rng.uniform(1, 2))
    assert_number(student.cubes.volume(side), reference.cubes.volume(side), "volume", "")
"""


def write(folder: Path, exercises: dict[str, tuple[str, str]] = EXERCISES) -> Path:
    project = folder / NAME
    rubric = f'[assignment]\nname = "{NAME}"\ntitle = "Toy"\npoints = {4 * len(exercises)}\n'
    for number, (target, more) in exercises.items():
        check = target.rpartition(":")[2].rpartition(".")[2]
        rubric += (
            f'[[exercise]]\nid = "{number}"\ntitle = "{check}"\nobject = "{NAME}.{target}"\n'
            f'points = 4\nchecks = ["{check}"]\nreading = "The docstring"\n{more}\n'
        )
    files = {"shapes": SHAPES, "numbers": NUMBERS, "cubes": CUBES, "__init__": ""}
    for name, text in files.items():
        path = project / "src" / NAME / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (project / "grading").mkdir()
    (project / "grading/rubric.toml").write_text(rubric)
    (project / "grading/checks.py").write_text(CHECKS)
    return project


@pytest.fixture(scope="module")
def rubric(tmp_path_factory: pytest.TempPathFactory) -> Any:
    project = write(tmp_path_factory.mktemp("course"))
    yield load_rubric(project)
    sys.path.remove(str(project / "src"))


@pytest.fixture(scope="module")
def judge(rubric: Any) -> Any:
    with prepare(rubric) as prepared:
        yield prepared


def points(judge: Any, **files: str) -> dict[str, float]:
    sources = {f"{NAME}.{name}": text.encode() for name, text in files.items()}
    everything = {**proofs.reference(judge.rubric).sources, **sources}
    handed = HandIn("h", {module: text for module, text in everything.items() if text})
    graded = grade(judge, handed, limits=LIMITS)
    return {exercise.id: exercise.score for exercise in graded.exercises}


FULL = dict.fromkeys(EXERCISES, 4.0)


def test_the_foundations_are_graded_first(rubric: Any) -> None:
    assert [exercise.id for exercise in rubric.in_grading_order] == ["2.1", "1.1", "1.2", "3.1"]
    last = rubric.exercises[3]
    assert [exercise.id for exercise in rubric.foundations(last)] == ["2.1", "1.1"]


def test_the_results_keep_the_rubrics_order(judge: Any) -> None:
    assert list(points(judge)) == list(EXERCISES)
    assert points(judge) == FULL


def test_one_exercise_alone(judge: Any, rubric: Any) -> None:
    graded = grade(judge, proofs.empty(rubric), limits=LIMITS, only={"3.1"})
    assert [exercise.id for exercise in graded.exercises] == ["3.1"]


@pytest.mark.parametrize(
    ("files", "lost"),
    [
        ({"numbers": NUMBERS.replace("number**2", "number")}, ["2.1"]),
        ({"numbers": NUMBERS.replace("return number", "raise ValueError or number")}, ["2.1"]),
        ({"numbers": "def squared(:"}, ["2.1"]),
        ({"numbers": "import os\nos._exit(0)"}, ["2.1"]),
        ({"numbers": "name = input()\n" + NUMBERS}, ["2.1"]),
        ({"numbers": ""}, ["2.1"]),
        ({"numbers": "x = 1"}, ["2.1"]),
        ({"shapes": SHAPES.replace("super().area() +", "3 +")}, ["1.1"]),
        ({"shapes": SHAPES.replace("float(sum(numbers))", "1.0 * len(numbers)")}, ["1.2"]),
        ({"shapes": SHAPES.replace("class Square(Shape)", "class Quadrat(Shape)")}, ["1.1"]),
        ({"shapes": "raise SystemExit"}, ["1.1", "1.2"]),
        ({"shapes": ""}, ["1.1", "1.2"]),
        ({"cubes": "1 / 0"}, ["3.1"]),
        (
            {"numbers": "half(", "shapes": SHAPES.replace("super().area() +", "3 +")},
            ["1.1", "2.1"],
        ),
    ],
    ids=range(14),
)
def test_a_mistake_costs_its_own_exercise(
    judge: Any, files: dict[str, str], lost: list[str]
) -> None:
    assert points(judge, **files) == {**FULL, **dict.fromkeys(lost, 0.0)}


def test_what_is_still_to_be_graded_is_never_given(judge: Any) -> None:
    """A hand-in that looks for the reference's function in its process finds none."""
    thief = NUMBERS.replace(
        "    return number**2",
        "    import sys\n"
        "    for name, module in list(sys.modules.items()):\n"
        "        if name.endswith('_given'):\n"
        "            return module.squared(number)\n"
        "    raise LookupError(str(sorted(n for n in sys.modules if 'toy' in n)))",
    )
    wrong = SHAPES.replace("super().area() +", "3 +")
    assert points(judge, numbers=thief, shapes=wrong) == {**FULL, "2.1": 0.0, "1.1": 0.0}


def test_input_at_import_is_named(judge: Any, rubric: Any) -> None:
    sources = proofs.reference(rubric).sources
    source = {f"{NAME}.numbers": b"name = input()\n"}
    graded = grade(judge, HandIn("asks", {**sources, **source}), limits=LIMITS)
    assert "EOFError" in graded.exercises[2].explanation
    assert "input() has nobody to ask here" in graded.exercises[2].explanation


def test_a_ready_function_costs_what_the_rubric_says(judge: Any, rubric: Any) -> None:
    with_prod = SHAPES.replace("float(sum(numbers))", "sum(numbers) * math.prod([1.0])")
    with_prod = with_prod.replace('"""Shapes."""', '"""Shapes."""\nimport math')
    directly = with_prod.replace("import math", "from math import prod").replace(
        "math.prod", "prod"
    )
    for text in (with_prod, directly):
        assert points(judge, shapes=text) == {**FULL, "1.2": 3.0}
        everything = {**proofs.reference(rubric).sources, f"{NAME}.shapes": text.encode()}
        graded = grade(judge, HandIn("ready", everything), limits=LIMITS)
        assert "Your code calls math.prod" in graded.exercises[1].explanation
    elsewhere = SHAPES.replace("squared(self.side)", "squared(self.side) * math.prod([1])")
    elsewhere = elsewhere.replace('"""Shapes."""', '"""Shapes."""\nimport math')
    assert points(judge, shapes=elsewhere) == FULL


def test_an_argument_that_is_changed_costs_the_exercise(judge: Any, rubric: Any) -> None:
    changing = SHAPES.replace("return _added(sides)", "sides.sort()\n    return _added(sides)")
    everything = {**proofs.reference(rubric).sources, f"{NAME}.shapes": changing.encode()}
    graded = grade(judge, HandIn("changing", everything), limits=LIMITS, seed=2)
    assert graded.exercises[1].score == 0
    assert "your code changed its argument sides" in graded.exercises[1].explanation


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ('builds_on = ["9.9"]', "builds on unknown"),
        ('builds_on = ["3.1"]', "build on each other in a circle"),
        ('not_allowed = ["sum"]', "no dotted name"),
        ('not_allowed = ["math.prod"]\nnot_allowed_costs = 5', "at most the points"),
        ("builds_on = [1]", "must hold ids of exercises"),
    ],
)
def test_a_rubric_that_makes_no_sense_is_refused(tmp_path: Path, more: str, message: str) -> None:
    changed = {**EXERCISES, "2.1": (EXERCISES["2.1"][0], more)}
    with pytest.raises(RubricError, match=message):
        load_rubric(write(tmp_path, changed))


def test_groups_separate_any_two() -> None:
    for count in (1, 2, 3, 5, 8):
        groups = proofs.separating(range(count))
        for one in range(count):
            for other in range(count):
                assert one == other or any(one in g and other not in g for g in groups)


def test_the_toy_is_proved_as_an_assignment_is(judge: Any, rubric: Any) -> None:
    for group in proofs.separating(rubric.exercises):
        graded = grade(judge, proofs.unsolved(rubric, group), limits=LIMITS)
        assert {e.id for e in graded.exercises if not e.passed} == {e.id for e in group}
    # without the foundations in the rubric, an unsolved exercise takes others along
    bare = tuple(dataclasses.replace(e, builds_on=()) for e in rubric.exercises)
    unfair = dataclasses.replace(judge, rubric=dataclasses.replace(rubric, exercises=bare))
    graded = grade(unfair, proofs.unsolved(rubric, rubric.exercises[2:3]), limits=LIMITS)
    assert [e.id for e in graded.exercises if not e.passed] == ["1.1", "2.1", "3.1"]


def test_a_ready_function_is_noticed_by_any_name_it_was_given(judge: Any) -> None:
    kept = (
        "import math\n\n\ndef _maker():\n    from math import prod as p\n    return lambda x: p(x)\n"
        "\n\n_product = _maker()\n\n\nclass _Holder:\n    held = staticmethod(math.prod)\n"
    )
    text = SHAPES.replace('"""Shapes."""', '"""Shapes."""\n' + kept)
    for call in ("_product([1.0])", "_Holder.held([1.0])", "getattr(math, 'prod')([1.0])"):
        hidden = text.replace("float(sum(numbers))", f"sum(numbers) * {call}")
        assert points(judge, shapes=hidden) == {**FULL, "1.2": 3.0}


AT_IMPORT = """
import math

_SIZE = math.prod([2, 3])


def _looks_right():
    return perimeter([2.0, 3.0]) == 5.0 and math.prod([2, 3]) == _SIZE


_kept = math.prod
assert _looks_right()
"""


@pytest.mark.parametrize(
    ("call", "reached"), [("_SIZE", 4.0), ("_kept([1.0])", 3.0), ("float(_looks_right())", 3.0)]
)
def test_what_runs_while_a_file_is_imported_is_no_call_of_the_exercise(
    judge: Any, call: str, reached: float
) -> None:
    """The file is imported in the exercise's own check: the one before it left another process."""
    once = f"0 * (1.0 if len(sides) == 2 else {call})"
    text = SHAPES.replace("return _added(sides)", f"return _added(sides) + {once}") + AT_IMPORT
    wrong = NUMBERS.replace("number**2", "number")
    lost = {"2.1": 0.0, "1.2": reached}
    assert points(judge, shapes=text, numbers=wrong) == {**FULL, **lost}


@pytest.mark.parametrize(
    ("setting", "exercise"),
    [
        ("import decimal\ndecimal.getcontext().prec = 2\n", "decimal.Decimal(1) / 3 * 3"),
        ("import numpy\nnumpy.seterr(all='raise')\n", "0 * numpy.exp(-1e4) + 1"),
    ],
)
def test_a_setting_of_one_file_costs_the_others_nothing(
    judge: Any, setting: str, exercise: str
) -> None:
    shapes = SHAPES.replace("float(sum(", f"float({exercise}) * float(sum(").replace(
        '"""Shapes."""', '"""Shapes."""\nimport decimal\n\nimport numpy'
    )
    assert points(judge, shapes=shapes, numbers=setting + NUMBERS) == FULL
    # a setting of its own file, and one that an exercise makes while it runs
    called = NUMBERS.replace("    return", "    set_it()\n    return")
    function = "\n\ndef set_it():\n    " + setting.strip().replace("\n", "\n    ") + "\n"
    assert points(judge, shapes=shapes, numbers=called + function) == FULL
    assert points(judge, shapes=setting + shapes)["1.2"] == 0.0
    assert points(judge, numbers="import time\n" + NUMBERS, shapes=SHAPES.replace("sum(", "2 * sum(")) == {
        **FULL, "1.2": 0.0,
    }  # fmt: skip


def test_what_needs_another_file_and_no_setting_of_it_is_checked_with_all_files_anew(
    judge: Any,
) -> None:
    """The exercise before leaves a setting; alone, the value of the other file is missing, silently."""
    numbers = NUMBERS.replace("    return", "    decimal.getcontext().prec = 2\n    return")
    numbers = "import decimal\n\nFACTOR = 1.0\n" + numbers
    factor = "getattr(numbers, 'FACTOR', 0.0) * float(decimal.Decimal(1) / 3 * 3 > decimal.Decimal('.995'))"
    shapes = SHAPES.replace("float(sum(", f"{factor} * float(sum(").replace(
        "_added(numbers)", "_added(them)"
    )
    shapes = shapes.replace("sum(numbers)", "sum(them)").replace(
        '"""Shapes."""', '"""Shapes."""\nimport decimal\n\nfrom work92_toy import numbers'
    )
    assert points(judge, shapes=shapes, numbers=numbers) == FULL


OWN = """
import math


def _product(numbers):
    return (lambda: math.prod(numbers))()


def _maker():
    def made(numbers):
        return math.prod(numbers)

    return made


class _Product:
    def of(self, numbers):
        return math.prod(numbers)
"""


@pytest.mark.parametrize(
    ("call", "reached"),
    [
        ("numbers._product([1.0])", 3.0),
        ("numbers.squared(1.0)", 4.0),  # of another exercise, which may
        ("numbers._maker()([1.0])", 4.0),  # as that which another exercise has made
        ("numbers._Product().of([1.0])", 4.0),
    ],
)
def test_a_students_own_helper_in_another_file_is_the_exercises(
    judge: Any, call: str, reached: float
) -> None:
    text = SHAPES.replace("float(sum(numbers))", f"float(sum(list_)) * {call}")
    text = text.replace("def _added(numbers)", "def _added(list_)").replace(
        "import squared", "import squared\nfrom work92_toy import numbers"
    )
    product = NUMBERS.replace("number**2", "_product([number, number])") + OWN
    assert points(judge, shapes=text, numbers=product) == {**FULL, "1.2": reached}
