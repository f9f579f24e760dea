"""A class is graded to the end, whatever some hand-ins do."""

import csv
import json
import os
import zipfile

import pytest
from toy_course import LIMITS, SUMS, write_hand_in

from shared.errors import UserError
from shared.grading.classes.batch import grade_class

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


@pytest.fixture
def hand_ins(tmp_path):
    place = tmp_path / "hand-ins"
    listed = [
        write_hand_in(place / "alice", SUMS),
        write_hand_in(place / "bob", OTHER),
        write_hand_in(place / "carol", OTHER.replace("position", "i").replace("result", "sum_")),
        write_hand_in(place / "dave", "import os\nos._exit(0)\n"),
        write_hand_in(place / "erin", "while True: pass\n"),
        place / "frank.zip",
        place / "grace.zip",
        write_hand_in(place / os.fsdecode(b"h\xe9l\xe8ne"), SUMS),
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
    paths = [write_hand_in(tmp_path / "a/alice", SUMS), write_hand_in(tmp_path / "b/alice", SUMS)]
    with pytest.raises(UserError, match="two hand-ins are called 'alice'"):
        grade_class(rubric, paths, tmp_path / "out", 1, "subprocess", LIMITS, None)
