"""What the verdicts come to: a score for each exercise, the survivors, the results file."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.table import Table

from shared.grading.assignment.rubric import Rubric
from shared.grading.mutation.equivalent import Equivalent
from shared.grading.mutation.mutants import Mutant
from shared.grading.mutation.run import Verdict

ENOUGH = 0.95
"""The share of mutants that compute something else, of which a check must see at least so many."""


@dataclass(frozen=True)
class Score:
    """How the checks of one exercise, or of all, did.

    Attributes:
        name: the exercise's id, or "all".
        mutants: how many were judged.
        caught: how many of them lost points.
        equivalent: how many of the others are listed as computing the same.
    """

    name: str
    mutants: int
    caught: int
    equivalent: int

    @property
    def survivors(self) -> int:
        """How many kept their points and are not listed."""
        return self.mutants - self.caught - self.equivalent

    @property
    def share(self) -> float:
        """The caught ones among those that are not equivalent; 1 where there are none."""
        return self.caught / counted if (counted := self.mutants - self.equivalent) else 1.0

    def as_dict(self) -> dict[str, float]:
        """Return the numbers by the names that tables show."""
        return {
            "mutants": self.mutants,
            "caught": self.caught,
            "equivalent": self.equivalent,
            "survivors": self.survivors,
            "share": round(self.share, 4),
        }


@dataclass(frozen=True)
class Report:
    """The scores of each exercise, who survived, and entries of the list that are wrong.

    Attributes:
        scores: of the exercises that were asked for.
        survivors: mutants that no check sees and no entry explains.
        wrong_entries: mutants that are listed as equivalent and yet caught.
    """

    scores: tuple[Score, ...]
    survivors: tuple[Mutant, ...]
    wrong_entries: tuple[Mutant, ...]

    @property
    def total(self) -> Score:
        """The score over all exercises."""
        return Score(
            "all",
            sum(score.mutants for score in self.scores),
            sum(score.caught for score in self.scores),
            sum(score.equivalent for score in self.scores),
        )


def report_of(
    exercises: Sequence[str], verdicts: Sequence[Verdict], equivalents: Sequence[Equivalent]
) -> Report:
    """Count the verdicts of each exercise."""
    listed = {(entry.exercise, entry.mutant) for entry in equivalents}
    scores, survivors, wrong = [], [], []
    for name in exercises:
        own = [verdict for verdict in verdicts if verdict.mutant.exercise == name]
        known = [v for v in own if (name, v.mutant.says) in listed]
        same = [v for v in known if not v.caught]
        wrong += [v.mutant for v in known if v.caught]
        survivors += [v.mutant for v in own if not v.caught and v not in same]
        scores.append(Score(name, len(own), sum(v.caught for v in own), len(same)))
    return Report(tuple(scores), tuple(survivors), tuple(wrong))


def table_of(report: Report, title: str) -> Table:
    """Return the scores as a table for a terminal."""
    table = Table(title=title, title_justify="left")
    table.add_column("exercise")
    for head in ("mutants", "caught", "equivalent", "survivors", "share"):
        table.add_column(head, justify="right")
    for score in (*report.scores, report.total):
        if score is report.total or score.name == "all":
            table.add_section()
        *numbers, share = score.as_dict().values()
        table.add_row(score.name, *map(str, numbers), f"{share:.1%}")
    return table


def survivors_text(survivors: Sequence[Mutant]) -> str:
    """Show each survivor's changed lines, and the line that `equivalent.toml` would name it by."""
    parts = []
    for mutant in survivors:
        entry = json.dumps(mutant.says, ensure_ascii=False)  # a basic string of TOML as well
        parts.append(
            f"survivor of exercise {mutant.exercise} ({mutant.kind})\n{mutant.difference}\n"
            f"mutant = {entry}\n"
        )
    return "\n".join(parts)


def save(report: Report, rubric: Rubric, path: Path, config: Mapping[str, Any]) -> None:
    """Write the scores as a results file, which READMEs show.

    Args:
        report: the scores.
        rubric: of the assignment.
        path: the file.
        config: the command's options on which the verdicts depend, by their names.

    Raises:
        DirtyTreeError: exercises, checks or this tool are not as committed.
    """
    rows = []
    for score in (*report.scores, report.total):
        own = [m.says for m in report.survivors if score.name in (m.exercise, "all")]
        rows.append(({"exercise": score.name}, {**score.as_dict(), "survived": own}))
    options = " ".join(f"--{name} {value}" for name, value in config.items())
    from shared.reporting.results import save_measured  # brings torch

    save_measured(
        path,
        rows,
        about="How many small mistakes in the reference the checks of each exercise see.",
        command=f"nox -s mutants -- {rubric.name} {options} --out {rubric.name}/results/{path.name}",
        config=config,
        sources=sources(rubric),
    )


def sources(rubric: Rubric) -> list[Path]:
    """Return the folders that a score is of."""
    return [rubric.project / "src", rubric.project / "grading", Path(__file__).parent.parent]
