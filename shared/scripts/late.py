"""Take points from late hand-ins, after grading: `nox -s late -- results/class.csv times.csv --deadline …`.

Reads the class's table and a table of times (columns `hand-in` and `time`, the latter as
2026-10-18 23:59 or with a zone); writes `class-late.csv` beside the former. Needs Python alone.
"""

from __future__ import annotations

import argparse
import csv
import math
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

MOST = 1_000_000
"""Points, minutes or days that an option may be."""


@dataclass(frozen=True)
class Rule:
    """What being late costs.

    Attributes:
        deadline: until when a hand-in is on time.
        grace: minutes after the deadline that cost nothing.
        per_day: points for each day begun.
        most_days: later than this many days there are no points.

    Raises:
        ValueError: a number is not from 0 to `MOST`.
    """

    deadline: datetime
    grace: float = 15
    per_day: float = 10
    most_days: int = 4

    def __post_init__(self) -> None:
        """Check the numbers."""
        for name in ("grace", "per_day", "most_days"):
            value = getattr(self, name)
            if not 0 <= value <= MOST:  # nor NaN
                option = name.replace("_", "-")
                raise ValueError(
                    f"--{option} {value} is out of range: at least 0, at most {MOST:,}"
                )

    def days_late(self, handed_in: datetime) -> int:
        """Return how many days late it is, begun ones counted in full."""
        late = handed_in - self.deadline
        if late <= timedelta(minutes=self.grace):
            return 0
        return math.ceil(late / timedelta(days=1))

    def after(self, score: float, days: int, free: int) -> tuple[int, float]:
        """Return how many free days are used, and the final score.

        Free days also count against `most_days`: after it the answers are public.
        """
        if days > self.most_days:
            return 0, 0.0
        used = min(days, free)
        return used, max(0.0, score - self.per_day * (days - used))


def name_in(cell: str) -> str:
    """Return a hand-in's name: the class's table writes '-ann, so that no spreadsheet calculates it."""
    return cell[1:] if re.match(r"'\s*[=+\-@＝＋－＠]", cell) else cell


def read_table(file: Path, *columns: str) -> list[dict[str, str]]:
    """Return the rows of a table.

    Raises:
        ValueError: there is none, it lacks a column, or a hand-in stands in it twice.
    """
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            reader = csv.DictReader(opened)
            rows = []
            for row in reader:
                if None in row or None in row.values():
                    raise ValueError(
                        f"{file}, line {reader.line_num}: it has not as many cells as the first line"
                    )
                rows.append(row)
    except OSError as error:
        raise ValueError(f"{file} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ValueError(f"{file} is no UTF-8: save it as CSV UTF-8") from None
    for column in columns:
        if rows and column not in rows[0]:
            raise ValueError(f"{file} has no column {column!r}: it has {', '.join(rows[0])}")
    names = [name_in(row["hand-in"]) for row in rows]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"{file} lists twice: {', '.join(twice)}")
    return rows


def read_time(text: str, like: datetime | None = None) -> datetime:
    """Return a time; without a zone it is of the zone of `like`.

    Raises:
        ValueError: it is no time.
    """
    try:
        time = datetime.fromisoformat(text.strip())
        if re.fullmatch(r"[\d-]+(W\d+(-\d)?)?", text.strip()):  # a day would be its first minute
            raise ValueError
    except ValueError:
        raise ValueError(f"{text!r} is no time: write 2026-10-18 23:59") from None
    if time.tzinfo is None and like is not None:
        return time.replace(tzinfo=like.tzinfo)
    if like is not None and like.tzinfo is None:
        raise ValueError(f"{text!r} has a time zone: write the deadline with one, too")
    return time


def read_days(text: str) -> int:
    """Return a number of days.

    Raises:
        ValueError: it is none.
    """
    if not re.fullmatch(r"\d{1,6}", text.strip()):
        raise ValueError(f"{text!r} is no number of days: write 0, 1, 2, …")
    return int(text)


def read_score(text: str) -> float:
    """Return a hand-in's points.

    Raises:
        ValueError: it is no number.
    """
    try:
        score = float(text)
        if not math.isfinite(score):
            raise ValueError
    except ValueError:
        raise ValueError(f"{text!r} is no score: write a number of points") from None
    return score


def late_table(
    graded: Iterable[dict[str, str]], times: dict[str, datetime], free: dict[str, int], rule: Rule
) -> list[dict[str, str]]:
    """Return the class's rows with four columns more.

    A hand-in without a score, which was not judged, keeps none.

    Raises:
        ValueError: a name stands in one of the tables only, or a score is no number.
    """
    rows = list(graded)
    names = {name_in(row["hand-in"]) for row in rows}
    for one, others, where in (
        (names, set(times), "the table of times"),
        (set(times), names, "the class's table"),
        (set(free), names, "the class's table"),
    ):
        if missing := sorted(one - others):
            raise ValueError(f"not in {where}: {', '.join(missing)}")
    written = []
    for row in rows:
        name = name_in(row["hand-in"])
        days = rule.days_late(times[name])
        used, lost, final = 0, "", ""
        if row["score"]:
            score = read_score(row["score"])
            used, points = rule.after(score, days, free.get(name, 0))
            lost, final = f"{score - points:g}", f"{points:g}"
        more = {"days late": str(days), "free days used": str(used), "lost": lost, "final": final}
        written.append(row | more)
    return written


def main(arguments: list[str] | None = None) -> int:
    """Write the table; a mistake in what is given is one line."""
    parser = argparse.ArgumentParser(prog="nox -s late --", description=__doc__)
    parser.add_argument("table", type=Path, help="class.csv of a grading")
    parser.add_argument("times", type=Path, help="a table with the columns hand-in and time")
    parser.add_argument("--deadline", required=True, help='such as "2026-10-18 23:59"')
    parser.add_argument("--free-days", type=Path, help="a table with the columns hand-in and days")
    parser.add_argument("--grace", type=float, default=15, help="minutes that cost nothing (15)")
    parser.add_argument("--per-day", type=float, default=10, help="points a day begun (10)")
    parser.add_argument("--most-days", type=int, default=4, help="no points after (4)")
    given = parser.parse_args(arguments)
    try:
        rule = Rule(read_time(given.deadline), given.grace, given.per_day, given.most_days)
        times = {
            name_in(row["hand-in"]): read_time(row["time"], rule.deadline)
            for row in read_table(given.times, "hand-in", "time")
        }
        free_rows = read_table(given.free_days, "hand-in", "days") if given.free_days else []
        free = {name_in(row["hand-in"]): read_days(row["days"]) for row in free_rows}
        rows = late_table(read_table(given.table, "hand-in", "score"), times, free, rule)
    except ValueError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    out = given.table.with_name(f"{given.table.stem}-late.csv")
    with out.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, list(rows[0]) if rows else [], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"written: {out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
