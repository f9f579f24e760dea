"""Who is ahead, and whether by more than chance."""

from __future__ import annotations

import csv
import dataclasses
from pathlib import Path

import pytest

from shared.grading.assignment.rubric import Challenge
from shared.grading.challenge import board
from shared.grading.challenge.running import Attempt, Entry

HIGHER = Challenge("A race", "accuracy", "higher", 60, 3, "")


def entry(name: str, *scores: float | None) -> Entry:
    attempts = tuple(
        Attempt(seed, score, "" if score is not None else "it raised", 10.0, 1.0)
        for seed, score in enumerate(scores)
    )
    return Entry(name, name.ljust(20, "0"), attempts, "namespaces", "a machine")


def test_a_record_must_be_ahead_by_more_than_chance() -> None:
    entries = [
        entry("first", 0.90, 0.91, 0.92),
        entry("luck", 0.95, 0.85, 0.96),  # ahead in the mean, and no record
        entry("better", 0.960, 0.962, 0.961),
        entry("failed", 0.99, None, 0.99),
        entry("later", 0.965, 0.959, 0.963),
    ]
    rows = board.rank(entries, HIGHER)
    assert [row.entry.name for row in rows] == ["later", "better", "luck", "first", "failed"]
    assert {row.entry.name for row in rows if row.record} == {"first", "better"}
    by_name = {row.entry.name: row for row in rows}
    assert by_name["first"].p is None
    assert by_name["failed"].p is None
    assert 0.01 < (by_name["luck"].p or 0) < 0.5


@pytest.mark.parametrize("better", ["higher", "lower"])
def test_p_value_is_scipys_and_has_a_side(better: str) -> None:
    from scipy import stats

    new, old = [3.0, 3.1, 2.9], [2.0, 2.2, 1.9]
    side = {"higher": "greater", "lower": "less"}[better]
    expected = stats.ttest_ind(new, old, equal_var=False, alternative=side).pvalue
    assert board.p_value(new, old, better) == pytest.approx(expected)
    assert (board.p_value(new, old, better) < 0.01) == (better == "higher")
    assert board.p_value([9.0], old, "higher") == 1.0  # one seed is no evidence
    assert board.p_value([3.0, 3.0], [2.0, 2.0], "higher") == 0.0
    assert board.p_value([2.0, 2.0], [2.0, 2.0], "higher") == 1.0


def test_results_are_stored_and_read_in_the_order_of_coming(tmp_path: Path) -> None:
    entries = [entry("b", 0.5, 0.6), entry("a", None, 0.7)]
    for one in entries:
        board.store(one, tmp_path)
    (tmp_path / "00003-damaged.json").write_text("{")
    assert board.stored(tmp_path) == entries
    more = dataclasses.replace(entry("b", 0.7), machine="another")
    board.store(entries[0].with_more(more), tmp_path)  # in its place
    board.store(entry("c", 0.1), tmp_path)
    assert [(one.name, len(one.attempts)) for one in board.stored(tmp_path)] == [
        ("b", 3), ("a", 2), ("c", 1),
    ]  # fmt: skip
    assert board.stored(tmp_path)[0].machine == "a machine; another"
    assert (tmp_path / "00004-c000000000000000.json").exists()
    assert entries[1].mean is None
    assert entries[1].problem == "it raised"


def test_names_do_no_harm_in_tables_and_pages(tmp_path: Path) -> None:
    board.write(
        board.rank([entry("=1+1<script>\x1b[2J\u202e", 0.5, 0.6)], HIGHER), HIGHER, tmp_path
    )
    with (tmp_path / "board.csv").open(encoding="utf-8", newline="") as stream:
        assert next(csv.DictReader(stream))["name"] == "'=1+1<script>?[2J?"
    page = (tmp_path / "board.html").read_text(encoding="utf-8")
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
