"""A class is graded to the end, whatever some hand-ins do."""

import csv
import json
import os
import signal
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from toy_course import LIMITS, NAME, SUMS, write_course, write_hand_in

from shared.grading.assignment.rubric import load_rubric
from shared.grading.classes import judges
from shared.grading.classes.batch import distinct_names, grade_class

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
    assert table["frank"]["score"] == "", "it may hold the work: somebody must look"
    scores = {name: float(row["score"]) for name, row in table.items() if name != "frank"}
    assert scores == {
        "alice": 6, "bob": 6, "carol": 6, "dave": 1, "erin": 1, "grace": 5,
        "h\ufffdl\ufffdne": 6, "nobody": 0,
    }  # fmt: skip
    assert "damaged" in table["frank"]["problem"]
    assert "no such folder" in table["nobody"]["problem"]
    assert table["alice"]["sandbox"]
    exercises = rows(out / "statistics.csv")
    assert (exercises["1.1"]["full"], exercises["1.1"]["none"]) == ("5", "3")
    pairs = {(row["hand-in"], row["other"]) for row in rows(out / "similarity.csv").values()}
    assert ("bob", "carol") in pairs
    assert not {pair for pair in pairs if "alice" in pair and "bob" in pair}
    for name in scores:
        assert json.loads((out / "hand-ins" / name / "results.json").read_text())["tests"]
    assert "8 hand-ins, 6 points" in capsys.readouterr().out

    # Interrupted: two results are missing, one is half written. Only these are graded again.
    (out / "hand-ins/alice/grade.json").unlink()
    (out / "hand-ins/bob/grade.json").write_text('{"assignment": "work90')
    (out / "hand-ins/carol/feedback.txt").unlink()
    kept = [name for name in scores if name > "c" and name != "nobody"]
    before = {name: (out / "hand-ins" / name / "grade.json").read_bytes() for name in kept}
    assert run() == 1
    after = {name: (out / "hand-ins" / name / "grade.json").read_bytes() for name in before}
    assert after == before
    assert (out / "hand-ins/carol/feedback.txt").exists()
    table = rows(out / "class.csv")
    assert {name: float(table[name]["score"]) for name in scores} == scores
    assert "5 of 9 are graded already" in capsys.readouterr().out


def test_what_a_person_must_look_at_has_no_score(rubric, tmp_path, capsys):
    paths = [write_hand_in(tmp_path / "h" / name, SUMS) for name in ("alice", "bob", "carol")]
    out = tmp_path / "out"
    assert grade_class(rubric, paths, out, 2, "subprocess", LIMITS, None) == 0
    for name in ("sums.py", "honest.py"):
        (paths[1] / name).unlink()
        (paths[2] / name).rename(paths[2] / f"old-{name}")
        for place in ("a", "b"):
            (paths[2] / place).mkdir(exist_ok=True)
            (paths[2] / place / "sums.py").write_text(SUMS)
    (paths[1] / "work.rar").write_bytes(b"Rar!")
    assert grade_class(rubric, paths, out, 2, "subprocess", LIMITS, None) == 1
    table = rows(out / "class.csv")
    assert {name: row["score"] for name, row in table.items()} == {
        "alice": "6", "bob": "", "carol": "",
    }  # fmt: skip
    said = (
        "needs a look: the hand-in holds none of the files that count: sums.py, honest.py. work.rar"
    )
    assert table["bob"]["problem"].startswith(f"not judged: {said} was not opened")
    assert "several places: a and b" in table["carol"]["problem"]
    assert said in (out / "hand-ins/bob/feedback.txt").read_text()
    assert f"not judged, and without a score: bob: {said}" in capsys.readouterr().out


def test_hand_ins_of_one_name_are_told_apart_and_none_overwrites_the_class(rubric, tmp_path):
    places = [tmp_path / place for place in ("a/alice", "b/Alice", "c/class.csv", "d/..hidden ")]
    names = [*distinct_names(places)]
    assert names == ["a-alice", "b-Alice", "class.csv", "hidden"]
    paths = [write_hand_in(place, SUMS) for place in places[:3]]
    assert grade_class(rubric, paths, tmp_path / "out", 2, "subprocess", LIMITS, None) == 0
    assert {*rows(tmp_path / "out/class.csv")} == set(names[:3])
    assert (tmp_path / "out/hand-ins/class.csv/grade.json").exists()


def test_another_hand_in_moves_no_name(tmp_path):
    two = [tmp_path / "ann/hw.zip", tmp_path / "bob/hw.zip"]
    assert [*distinct_names(two)] == ["ann-hw", "bob-hw"]
    three = [tmp_path / "abe/hw.zip", *two]
    assert distinct_names(three) == dict(zip(["abe-hw", "ann-hw", "bob-hw"], three, strict=True))


def test_names_that_look_alike_are_told_apart(tmp_path):
    composed, decomposed = tmp_path / "a/Zo\u00e9.zip", tmp_path / "b/zoe\u0301.zip"
    assert [*distinct_names([composed, decomposed])] == ["a-Zo\u00e9", "b-zoe\u0301"]


def test_a_name_that_needs_a_number_is_told_with_its_place(rubric, tmp_path, capsys):
    paths = [tmp_path / place / "ann/sums.py" for place in ("monday", "tuesday")]
    for path in paths:
        path.parent.mkdir(parents=True)
        path.write_text(SUMS)
    assert grade_class(rubric, paths, tmp_path / "out", 2, "subprocess", LIMITS, None) == 0
    assert f"ann-sums-2 is {paths[1]}" in capsys.readouterr().out


def test_a_path_that_is_told_moves_no_line_of_the_terminal(rubric, tmp_path, capsys):
    names = ["a?[31m", "a\x1b[31m", os.fsdecode(b"\xc0\xc1"), os.fsdecode(b"\xc2\xc3")]
    paths = [write_hand_in(tmp_path / "h" / name, SUMS) for name in names]
    grade_class(rubric, paths, tmp_path / "out", 2, "subprocess", LIMITS, None)
    said = capsys.readouterr().out
    assert " is " in said
    assert "\x1b" not in said
    said.encode("utf-8")


def test_a_link_has_its_own_name_and_takes_no_others(tmp_path):
    bob, alice = tmp_path / "bob.zip", tmp_path / "alice.zip"
    bob.touch()
    alice.symlink_to(bob)
    assert [*distinct_names([alice, bob])] == ["alice", "bob"]


def test_checks_that_do_not_load_cost_no_student_a_point(tmp_path, capsys):
    project = write_course(tmp_path / "course")
    checks = project / "grading/checks.py"
    checks.write_text("import a_library_that_is_not_here\n" + checks.read_text())
    rubric = load_rubric(project)
    paths = [write_hand_in(tmp_path / name, SUMS) for name in ("alice", "bob")]
    assert grade_class(rubric, paths, tmp_path / "out", 2, "subprocess", LIMITS, None) == 1
    assert [row["score"] for row in rows(tmp_path / "out/class.csv").values()] == ["", ""]
    assert "not judged, and without a score: alice" in capsys.readouterr().out
    assert not [*(tmp_path / "out").rglob("feedback.txt")]


def test_names_are_folders_on_any_system(tmp_path):
    long = Path(tmp_path, os.fsdecode(b"\xff" * 120))
    names = [*distinct_names([Path("CON"), Path("nul.txt"), long, long.with_name("x" * 250)])]
    assert names[:2] == ["_CON", "_nul.txt"]
    assert all(0 < len(name.encode()) <= 203 for name in names)


def test_a_changed_hand_in_or_rubric_is_graded_again_an_unchanged_one_is_not(tmp_path, capsys):
    project = write_course(tmp_path / "course")
    rubric = load_rubric(project)
    paths = [write_hand_in(tmp_path / name, SUMS) for name in ("alice", "bob")]

    def run(limits=LIMITS):
        status = grade_class(rubric, paths, tmp_path / "out", 2, "subprocess", limits, None)
        assert status == 0
        return {name: row["score"] for name, row in rows(tmp_path / "out/class.csv").items()}

    assert run() == {"alice": "6", "bob": "6"}
    wrong = OTHER.replace("* self.factor", "* self.factor + 1")
    (tmp_path / "bob/sums.py").write_text(wrong)
    changed = run()
    assert changed["alice"] == "6"
    assert float(changed["bob"]) < 6
    assert "1 of 2 are graded already" in capsys.readouterr().out
    run()
    assert "2 of 2 are graded already" in capsys.readouterr().out
    run(replace(LIMITS, call_seconds=LIMITS.call_seconds + 1))
    assert "graded already" not in capsys.readouterr().out, "more time may change what it gets"
    with (project / "grading/checks.py").open("a") as stream:
        stream.write("# changed")
    run()
    assert "graded already" not in capsys.readouterr().out


def failing_serve(project, connection):
    """Stand in for the judge: it dies for one hand-in the first time, and always for another."""
    begin = judges.judge_one

    def failing(judge, task):
        first = project.parent / f"{task.name}.tried"
        if task.name == "mallory" or (task.name == "unlucky" and not first.exists()):
            first.touch()
            os._exit(7)
        return begin(judge, task)

    judges.judge_one = failing
    judges._serve(project, connection)


def test_a_judge_that_dies_is_no_score(rubric, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(judges, "TARGET", failing_serve)
    names = ("alice", "mallory", "unlucky")
    paths = [write_hand_in(tmp_path / name, SUMS) for name in names]
    assert grade_class(rubric, paths, tmp_path / "out", 2, "subprocess", LIMITS, None) == 1
    table = rows(tmp_path / "out/class.csv")
    assert {name: row["score"] for name, row in table.items()} == {
        "alice": "6", "unlucky": "6", "mallory": "",
    }  # fmt: skip
    assert table["mallory"]["problem"] == "not judged: the judge ended (7)"
    assert "mean 6" in capsys.readouterr().out


def test_ctrl_c_ends_a_class_in_one_line_and_what_is_graded_stays(tmp_path):
    """It reaches the whole group, as a terminal's does, while judges start, import and judge."""
    write_course(tmp_path / "course")
    paths = [str(write_hand_in(tmp_path / f"hand-ins/{n}", SUMS)) for n in range(30)]
    out = tmp_path / "out"
    command = [sys.executable, "-P", "-m", "shared.grading", "grade", NAME, *paths]
    process = subprocess.Popen(
        [*command, "--out", str(out), "--jobs", "2"], cwd=tmp_path / "course",
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )  # fmt: skip
    while not any(out.glob("hand-ins/*/grade.json")):
        assert process.poll() is None
    os.killpg(process.pid, signal.SIGINT)
    said, _ = process.communicate(timeout=300)
    assert process.returncode == 130, said
    assert "Traceback" not in said
    graded = len(list(out.glob("hand-ins/*/grade.json")))
    assert 0 < graded < 30
    assert not list(out.rglob("*.tmp"))
