"""The board: who is ahead, by how much, and whether that could be chance.

A board is always made from the results that the judge wrote, one file for each hand-in, never read
from a table that a person could have edited. A new best is a record if a one-sided Welch's t-test
against the last record says p < 0.01.
"""

from __future__ import annotations

import csv
import hashlib
import html
import io
import json
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from shared.errors import UserError
from shared.files import write_text_atomically
from shared.grading.assignment.rubric import Challenge, Rubric
from shared.grading.challenge.running import Attempt, Entry
from shared.grading.classes.tables import safe_cell
from shared.plain_text import plain

SIGNIFICANT = 0.01
HEADER = (
    "rank", "name", "score", "deviation", "seeds", "CPU seconds", "record", "p", "machine", "problem",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One line of the board; `p` is None for the first record and where there is no score."""

    entry: Entry
    record: bool
    p: float | None


def keep_to(rubric: Rubric, out: Path) -> None:
    """Write which challenge the board in `out` is of; refuse one that is of another, or of another version.

    Raises:
        UserError: it is, or nothing says of which its results are.
    """
    challenge = rubric.challenge
    assert challenge is not None
    data = rubric.project / "grading" / "challenge.py"
    now = {
        "assignment": rubric.name,
        "score": challenge.score,
        "better": challenge.better,
        "cpu_seconds": challenge.cpu_seconds,
        "challenge.py": hashlib.sha256(data.read_bytes()).hexdigest()[:16] if data.exists() else "",
    }
    path = out / "challenge.json"
    if not path.exists() and not any((out / "results").glob("*.json")):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_text_atomically(path, json.dumps(now, indent=1) + "\n")
        return
    try:
        before = json.loads(path.read_text(encoding="utf-8"))
        other = [
            f"{name} was {before[name]}, is {value}"
            for name, value in now.items()
            if before[name] != value
        ]
    except (OSError, ValueError, KeyError, TypeError):
        raise UserError(
            f"{path} does not say of which challenge the results there are: choose another --out"
        ) from None
    if other:
        raise UserError(
            f"{out} is the board of another challenge, or version ({'; '.join(other)}): choose another "
            "--out"
        )


def store(entry: Entry, folder: Path) -> None:
    """Write a hand-in's result as `NUMBER-DIGEST.json`: the number is the order of coming, and stays."""
    folder.mkdir(parents=True, exist_ok=True)
    last = max(
        (int(path.name.partition("-")[0]) for path in folder.glob("[0-9]*-*.json")), default=0
    )
    name = f"{last + 1:05d}-{entry.digest[:16]}.json"
    path = next(folder.glob(f"*-{entry.digest[:16]}.json"), folder / name)
    write_text_atomically(path, json.dumps(asdict(entry), indent=1, ensure_ascii=True) + "\n")


def stored(folder: Path) -> list[Entry]:
    """Read the results that `store` wrote, in the order of coming; damaged ones are left out."""
    entries = []
    for path in sorted(folder.glob("*.json")):
        try:
            table = json.loads(path.read_text(encoding="utf-8"))
            attempts = tuple(Attempt(**attempt) for attempt in table.pop("attempts"))
            entries.append(Entry(**table, attempts=attempts))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            continue
    return entries


def p_value(new: Sequence[float], old: Sequence[float], better: str) -> float:
    """Return the probability that `new` is ahead of `old` by chance: Welch's test, one-sided."""
    from scipy import stats

    if len(new) < 2 or len(old) < 2:
        return 1.0
    if statistics.pvariance(new) == statistics.pvariance(old) == 0:
        ahead = new[0] > old[0] if better == "higher" else new[0] < old[0]
        return 0.0 if ahead else 1.0
    side = "greater" if better == "higher" else "less"
    return float(stats.ttest_ind(new, old, equal_var=False, alternative=side).pvalue)


def rank(entries: Sequence[Entry], challenge: Challenge) -> list[Row]:
    """Return the board's rows, best first, those without a score last.

    Records are given in the order in which the entries came.
    """
    rows = []
    best: Entry | None = None
    for entry in entries:
        if not entry.scores:
            rows.append(Row(entry, False, None))
            continue
        p = p_value(entry.scores, best.scores, challenge.better) if best else None
        record = best is None or (p is not None and p < SIGNIFICANT)
        best = entry if record else best
        rows.append(Row(entry, record, p))
    sign = -1 if challenge.better == "higher" else 1
    return sorted(rows, key=lambda row: (row.entry.mean is None, sign * (row.entry.mean or 0.0)))


def cells(rows: Sequence[Row]) -> list[list[str]]:
    """Return the board's cells, as text."""
    lines = []
    for place, row in enumerate(rows, 1):
        entry = row.entry
        scores = entry.scores
        deviation = statistics.stdev(scores) if len(scores) > 1 else None
        seconds = [attempt.trained_seconds for attempt in entry.attempts]
        lines.append(
            [
                str(place) if scores else "",
                plain(entry.name, 80),
                "" if entry.mean is None else f"{entry.mean:.4f}",
                "" if deviation is None else f"{deviation:.4f}",
                str(len(entry.attempts)),
                f"{statistics.fmean(seconds):.1f}" if seconds else "",
                "yes" if row.record else "",
                "" if row.p is None else f"{row.p:.2g}",
                plain(entry.machine, 80),
                plain(entry.problem, 200),
            ]
        )
    return lines


def write(rows: Sequence[Row], challenge: Challenge, out: Path) -> None:
    """Write `board.csv` and `board.html`."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(HEADER)
    for line in cells(rows):
        writer.writerow([safe_cell(cell) for cell in line])
    write_text_atomically(out / "board.csv", stream.getvalue())
    write_text_atomically(out / "board.html", page(rows, challenge))


def page(rows: Sequence[Row], challenge: Challenge) -> str:
    """Return the board as one page of HTML, with nothing from elsewhere."""
    head = "".join(f"<th>{html.escape(name)}</th>" for name in HEADER)
    body = "\n".join(
        "<tr{}>{}</tr>".format(
            ' class="record"' if row.record else "",
            "".join(f"<td>{html.escape(cell)}</td>" for cell in line),
        )
        for row, line in zip(rows, cells(rows), strict=True)
    )
    title = html.escape(challenge.title)
    return f"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; }}
.scroll {{ overflow-x: auto; }}
table {{ border-collapse: collapse; width: 100%; }}
th, td {{ padding: .4rem .7rem; text-align: left; border-bottom: 1px solid #8886; }}
:is(th, td):nth-child(n+3):nth-child(-n+6), :is(th, td):nth-child(8) {{ text-align: right; }}
tr.record td {{ font-weight: 600; }}
:root {{ color-scheme: light dark; }}
</style>
<h1>{title}</h1>
<p>{html.escape(challenge.score)}, {challenge.better} is better; {challenge.cpu_seconds:g} CPU seconds
to train. A record is ahead of the last one with p &lt; {SIGNIFICANT:g} (Welch's t-test over seeds).</p>
<div class="scroll"><table>
<thead><tr>{head}</tr></thead>
<tbody>
{body}
</tbody></table></div>
</html>
"""
