"""The grade of one hand-in: one object that every report is written from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from rich.table import Table

from shared.grading.assignment.rubric import Exercise, Visibility


@dataclass(frozen=True)
class CheckResult:
    """One check: passed, or the reason why not."""

    name: str
    passed: bool
    reason: str = ""


@dataclass(frozen=True)
class ExerciseResult:
    """One exercise: its points are shared equally between its checks.

    `called` are ready functions that its code called and that the rubric does not allow, `costs` is
    what that takes from the points that the checks gave.
    """

    id: str
    title: str
    target: str
    points: float
    reading: str
    visibility: Visibility
    checks: tuple[CheckResult, ...]
    called: tuple[str, ...] = ()
    costs: float = 0.0

    @property
    def score(self) -> float:
        """The points reached."""
        passed = sum(check.passed for check in self.checks)
        costs = self.costs if self.called else 0.0
        return round(max(self.points * passed / len(self.checks) - costs, 0.0), 6)

    @property
    def passed(self) -> bool:
        """Whether every check passed, with nothing called that is not allowed."""
        return self.works and not self.called

    @property
    def works(self) -> bool:
        """Whether every check passed, whatever was called."""
        return all(check.passed for check in self.checks)

    @property
    def explanation(self) -> str:
        """Why points were lost and where to read; empty where none were."""
        reasons = [check.reason for check in self.checks if not check.passed]
        if self.called:
            named = ", ".join(self.called)
            reasons.append(
                f"Your code calls {named}, which does what this exercise asks you to write "
                f"({number(self.costs)} points)."
            )
        if not reasons:
            return ""
        return "\n".join([*reasons, f"Read: {self.reading}"])


def no_points(exercise: Exercise, reason: str) -> ExerciseResult:
    """Return the result of an exercise that could not be checked at all."""
    return exercise_result(
        exercise, tuple(CheckResult(name, False, reason) for name in exercise.checks)
    )


def exercise_result(
    exercise: Exercise, checks: tuple[CheckResult, ...], called: tuple[str, ...] = ()
) -> ExerciseResult:
    """Return the result of an exercise with these checks, and these ready functions called."""
    return ExerciseResult(
        id=exercise.id,
        title=exercise.title,
        target=exercise.target,
        points=exercise.points,
        reading=exercise.reading,
        visibility=exercise.visibility,
        checks=checks,
        called=called,
        costs=exercise.points if exercise.not_allowed_costs is None else exercise.not_allowed_costs,
    )


@dataclass(frozen=True)
class Grade:
    """The grading of one hand-in.

    `seed` is the run's secret: with it, the same inputs are drawn again. `sandbox` says behind which
    walls the hand-in ran. `problem` is the reason why nothing could be graded, if so. `digest` is of
    the hand-in, the checks and the reference: another one of them is graded again.
    """

    assignment: str
    title: str
    hand_in: str
    points: float
    exercises: tuple[ExerciseResult, ...]
    seconds: float
    seed: int
    sandbox: Mapping[str, Any] = field(default_factory=dict)
    problem: str = ""
    digest: str = ""

    @property
    def score(self) -> float:
        """The sum of the exercises' scores."""
        return round(sum(exercise.score for exercise in self.exercises), 6)

    def as_dict(self) -> dict[str, Any]:
        """Return everything, for a JSON file; `grade_from_dict` reads it back."""
        return {**asdict(self), "score": self.score}


def grade_from_dict(table: dict[str, Any]) -> Grade:
    """Read the grade that `as_dict` wrote.

    Raises:
        KeyError, TypeError: it did not.
    """
    fields = {key: value for key, value in table.items() if key != "score"}
    exercises = tuple(
        ExerciseResult(
            **{
                **entry,
                "checks": tuple(CheckResult(**check) for check in entry["checks"]),
                "called": tuple(entry.get("called", ())),
            }
        )
        for entry in fields["exercises"]
    )
    return Grade(**{**fields, "exercises": exercises})


def number(value: float) -> str:
    """Format points without needless decimals: 3, 2.5."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def table_of(grade: Grade) -> Table:
    """Return the grade as a table for a terminal, with the reason for each lost point."""
    from rich.text import Text

    table = Table(title=Text(f"{grade.title}: {grade.hand_in}"), title_justify="left")
    table.add_column("exercise")
    table.add_column("title")
    table.add_column("points", justify="right")
    table.add_column("why, and where to read")
    for exercise in grade.exercises:
        reached = f"{number(exercise.score)} / {number(exercise.points)}"
        # Text, not markup: a reason holds what a hand-in chose to say.
        table.add_row(exercise.id, exercise.title, reached, Text(exercise.explanation))
    table.add_section()
    total = f"{number(grade.score)} / {number(grade.points)}"
    table.add_row("all", "", total, Text(grade.problem))
    return table
