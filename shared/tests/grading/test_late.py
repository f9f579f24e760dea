"""Late hand-ins lose what the rule says, and nobody is dropped."""

from __future__ import annotations

import csv
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="module")
def late() -> ModuleType:
    file = Path(__file__).parents[2] / "scripts" / "late.py"
    spec = importlib.util.spec_from_file_location("late", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["late"] = module
    spec.loader.exec_module(module)
    return module


TIMES = {
    "ann": "2026-10-18 23:00",
    "bob": "2026-10-19 00:10",
    "cai": "2026-10-19 09:00",
    "dan": "2026-10-21 00:30",
    "eve": "2026-10-25 12:00",
    "fay": "2026-10-20 12:00",
}


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    (tmp_path / "class.csv").write_text(
        "hand-in,score,points,1.1\nann,90,100,5\nbob,80,100,5\ncai,70,100,5\ndan,15,100,5\n"
        "eve,100,100,5\nfay,,100,\n"
    )
    (tmp_path / "times.csv").write_text(
        "hand-in,time\n" + "".join(f"{n},{t}\n" for n, t in TIMES.items())
    )
    (tmp_path / "free.csv").write_text("hand-in,days\ndan,1\n")
    return tmp_path


def run(late: ModuleType, tables: Path, *more: str) -> int:
    files = [str(tables / "class.csv"), str(tables / "times.csv")]
    return late.main([*files, "--deadline", "2026-10-18 23:59", *more])


def test_each_day_begun_costs_points_and_free_days_save_them(
    late: ModuleType, tables: Path
) -> None:
    assert run(late, tables, "--free-days", str(tables / "free.csv")) == 0
    with (tables / "class-late.csv").open(newline="") as opened:
        rows = {row["hand-in"]: row for row in csv.DictReader(opened)}
    final = {name: row["final"] for name, row in rows.items()}
    assert final == {"ann": "90", "bob": "80", "cai": "60", "dan": "0", "eve": "0", "fay": ""}
    assert rows["dan"]["days late"] == "3"
    assert rows["dan"]["free days used"] == "1"
    assert rows["dan"]["lost"] == "15"
    assert rows["cai"]["1.1"] == "5"


def test_a_name_that_a_spreadsheet_would_calculate_is_found(late: ModuleType, tables: Path) -> None:
    (tables / "class.csv").write_text("hand-in,score\n'-ann,90\n'tis,80\n")
    (tables / "times.csv").write_text(
        "hand-in,time\n-ann,2026-10-18 23:00\n'tis,2026-10-18 23:00\n"
    )
    assert run(late, tables) == 0
    lines = (tables / "class-late.csv").read_text().splitlines()
    assert [line.partition(",")[0] for line in lines[1:]] == ["'-ann", "'tis"]


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("times.csv", "hand-in,time\nann,2026-10-18 23:00\n", "not in the table of times: bob"),
        ("times.csv", "name,time\nann,2026-10-18\n", "no column 'hand-in'"),
        ("times.csv", "hand-in,time\nann,yesterday\n", "'yesterday' is no time"),
        ("times.csv", "hand-in,time\nann,2026-10-18 23:00+08:00\n", "has a time zone"),
        ("times.csv", "hand-in,time\nann,2026-10-18\n", "'2026-10-18' is no time"),
        ("times.csv", "hand-in,time\nann\n", "line 2: it has not as many cells"),
        ("times.csv", "hand-in,time\nann,2026-10-18 23:00,late\n", "line 2: it has not as many"),
        ("free.csv", "hand-in,days\ndan,two\n", "'two' is no number of days"),
        ("free.csv", f"hand-in,days\ndan,{'9' * 5000}\n", "is no number of days"),
        (
            "class.csv",
            "hand-in,score\n" + "".join(f"{n},nan\n" for n in TIMES),
            "'nan' is no score",
        ),
        ("free.csv", "hand-in,days\nzoe,1\n", "not in the class's table: zoe"),
        ("class.csv", "hand-in,score\nann,1\nann,2\n", "lists twice: ann"),
    ],
)
def test_what_is_wrong_with_a_table_is_one_line_and_nothing_is_written(
    late: ModuleType,
    tables: Path,
    capsys: pytest.CaptureFixture[str],
    file: str,
    text: str,
    said: str,
) -> None:
    (tables / file).write_text(text)
    assert run(late, tables, "--free-days", str(tables / "free.csv")) == 1
    assert said in capsys.readouterr().err
    assert not (tables / "class-late.csv").exists()


def test_a_table_in_another_encoding_is_named(
    late: ModuleType, tables: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tables / "times.csv").write_bytes("hand-in,time\n李,2026-10-18 23:00\n".encode("gb18030"))
    assert run(late, tables, "--free-days", str(tables / "free.csv")) == 1
    assert "times.csv is no UTF-8" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("option", "value"),
    [
        *[
            (option, value)
            for option in ("--grace", "--per-day")
            for value in ("-1.0", "nan", "inf")
        ],
        ("--grace", "1000000.5"),
        ("--most-days", "-1"),
        ("--most-days", "1000001"),
    ],
)
def test_a_number_out_of_range_is_one_line_and_nothing_is_written(
    late: ModuleType, tables: Path, capsys: pytest.CaptureFixture[str], option: str, value: str
) -> None:
    assert run(late, tables, f"{option}={value}") == 1
    expected = f"error: {option} {value} is out of range: at least 0, at most 1,000,000\n"
    assert capsys.readouterr().err == expected
    assert not (tables / "class-late.csv").exists()


def test_the_ends_of_the_range_are_in_it(late: ModuleType, tables: Path) -> None:
    for value in ("0", "1000000"):
        assert (
            run(late, tables, f"--grace={value}", f"--per-day={value}", f"--most-days={value}") == 0
        )
