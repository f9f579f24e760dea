"""A class is graded to the end, whatever some hand-ins do."""

import csv
import json
import os
import subprocess
import sys
import zipfile

import pytest
from toy_course import HONEST, LIMITS, SUMS

from shared.errors import UserError
from shared.grading.classes.batch import class_table, grade_class, histogram
from shared.grading.classes.similarity import similar_pairs, tokens
from shared.grading.judging.judge import not_graded

# Another way to the same sums, so that it resembles nobody's.
OTHER = """
import numpy as np


def total(x):
    result = 0.0
    for position in range(len(x)):
        result = result + float(x[position])
    if result != result:
        raise ValueError("not a number")
    return result


class Scale:
    def __init__(self, factor):
        self.factor = factor

    def apply(self, x):
        output = np.empty_like(x)
        for index in np.ndindex(x.shape):
            output[index] = x[index] * self.factor
        return output
"""


def write(folder, sums, honest=HONEST):
    folder.mkdir(parents=True)
    (folder / "sums.py").write_text(sums)
    (folder / "honest.py").write_text(honest)
    return folder


@pytest.fixture
def hand_ins(tmp_path):
    place = tmp_path / "hand-ins"
    listed = [
        write(place / "alice", SUMS),
        write(place / "bob", OTHER),
        write(place / "carol", OTHER.replace("position", "i").replace("result", "sum_")),
        write(place / "dave", "import os\nos._exit(0)\n"),
        write(place / "erin", "while True: pass\n"),
        place / "frank.zip",
        place / "grace.zip",
        write(place / os.fsdecode(b"h\xe9l\xe8ne"), SUMS),
        place / "nobody",
    ]
    listed[5].write_bytes(b"PK\3\4 broken")
    with zipfile.ZipFile(listed[6], "w") as archive:
        archive.writestr("grace/src/work90_toy/sums.py", SUMS)
    return listed


def rows(path):
    with path.open(encoding="utf-8", newline="") as stream:
        return {
            row["hand-in" if "hand-in" in row else "exercise"]: row
            for row in csv.DictReader(stream)
        }


def test_a_class_is_graded_to_the_end_and_resumed(rubric, hand_ins, tmp_path, capsys):
    out = tmp_path / "out"

    def run():
        return grade_class(rubric, hand_ins, out, 2, "subprocess", LIMITS, None)

    assert run() == 1  # some could not be graded
    table = rows(out / "class.csv")
    scores = {name: float(row["score"]) for name, row in table.items()}
    assert scores == {
        "alice": 6, "bob": 6, "carol": 6, "dave": 1, "erin": 1, "frank": 0, "grace": 5,
        "h\ufffdl\ufffdne": 6, "nobody": 0,
    }  # fmt: skip
    assert "damaged" in table["frank"]["problem"]
    assert "no such folder" in table["nobody"]["problem"]
    assert table["alice"]["sandbox"]
    exercises = rows(out / "statistics.csv")
    assert (exercises["1.1"]["full"], exercises["1.1"]["none"]) == ("5", "4")
    pairs = {(row["hand-in"], row["other"]) for row in rows(out / "similarity.csv").values()}
    assert ("bob", "carol") in pairs
    assert not {pair for pair in pairs if "alice" in pair and "bob" in pair}
    for name in scores:
        assert json.loads((out / name / "results.json").read_text())["tests"]
    assert "9 hand-ins, 6 points" in capsys.readouterr().out

    # Interrupted: two results are missing, one is half written. Only these are graded again.
    (out / "alice/grade.json").unlink()
    (out / "bob/grade.json").write_text('{"assignment": "work90')
    before = {name: (out / name / "grade.json").stat().st_mtime_ns for name in scores if name > "c"}
    assert run() == 1
    after = {name: (out / name / "grade.json").stat().st_mtime_ns for name in before}
    assert after == before
    assert {name: float(row["score"]) for name, row in rows(out / "class.csv").items()} == scores
    assert "7 of 9 are graded already" in capsys.readouterr().out


def test_two_hand_ins_of_one_name_are_refused(rubric, tmp_path):
    paths = [write(tmp_path / "a/alice", SUMS), write(tmp_path / "b/alice", SUMS)]
    with pytest.raises(UserError, match="two hand-ins are called 'alice'"):
        grade_class(rubric, paths, tmp_path / "out", 1, "subprocess", LIMITS, None)


def test_a_name_cannot_write_a_spreadsheets_formula(rubric):
    table = class_table(rubric, [not_graded(rubric, "=HYPERLINK(1)", "@cmd")])
    assert "'=HYPERLINK(1)" in table
    assert "'@cmd" in table


def test_the_histogram_counts_everyone(rubric):
    grades = [not_graded(rubric, name, "x") for name in "abc"]
    lines = histogram(rubric, grades).splitlines()
    assert len(lines) == 10
    assert [int(line.split()[-1]) for line in lines] == [3] + [0] * 9


def test_names_comments_and_layout_do_not_hide_a_copy():
    a = "def f(values):\n    # mine\n    return [v * 2 for v in values if v > 1]\n"
    b = "def f( numbers ):\n\n    return [n*2 for n in numbers\n            if n > 1]  # my own\n"
    assert tokens(a) == tokens(b)


def test_what_is_no_python_resembles_nothing(rubric):
    broken = {"a": {"work90_toy.sums": b"\xff\0("}, "b": {"work90_toy.sums": b"(" * 10_000}}
    assert similar_pairs(rubric, broken) == []


def command(*arguments, **options):
    return subprocess.run(
        [sys.executable, "-P", "-m", "shared.grading", *map(str, arguments)],
        capture_output=True,
        text=True,
        **options,
    )


def test_the_command_grades_one_and_says_why_points_were_lost(project, tmp_path):
    hand_in = write(tmp_path / "alice", SUMS.replace("self.factor * x", "self.factor + x"))
    done = command("grade", project, hand_in, "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert "3 / 6" in done.stdout
    assert "sandbox: " in done.stdout
    assert json.loads((tmp_path / "out/results.json").read_text())["tests"][0]["score"] == 2


def test_mistakes_at_the_command_line_are_one_line(project, tmp_path):
    for arguments in (
        ("grade", tmp_path, tmp_path),
        ("grade", project),
        ("grade", project, tmp_path, tmp_path),
        ("starter", project, "--out", project),
    ):
        done = command(*arguments)
        assert done.returncode == 1, done.stdout
        assert done.stderr.startswith("error: ")
        assert done.stderr.count("\n") == 1


def test_the_autograder_is_a_zip_that_grades(project, tmp_path):
    assert command("autograder", project, "--out", tmp_path / "a.zip").returncode == 0
    place = tmp_path / "autograder"
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        modes = {info.filename: info.external_attr >> 16 for info in archive.infolist()}
        archive.extractall(place / "source")
    assert modes["setup.sh"] == modes["run_autograder"] == 0o100755
    assert "work90_toy/grading/rubric.toml" in modes
    for name in ("setup.sh", "run_autograder"):
        subprocess.run(["bash", "-n", place / "source" / name], check=True)
    # In place of the environment that setup.sh installs:
    python = place / "source/environment/bin/python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    write(place / "submission", SUMS)
    environment = {**os.environ, "AUTOGRADER": str(place)}
    run = ["bash", place / "source/run_autograder"]
    subprocess.run(run, env=environment, check=True, capture_output=True)
    result = json.loads((place / "results/results.json").read_text())
    assert sum(test["score"] for test in result["tests"]) == 6

    (place / "source/work90_toy/grading/rubric.toml").unlink()
    subprocess.run(run, env=environment, check=True, capture_output=True)
    assert json.loads((place / "results/results.json").read_text())["score"] == 0
