"""`python -m shared.grading` grades, writes an autograder, and says in one line what is wrong."""

import json
import os
import subprocess
import sys
import zipfile

from toy_course import SUMS, write_hand_in


def command(*arguments, **options):
    return subprocess.run(
        [sys.executable, "-P", "-m", "shared.grading", *map(str, arguments)],
        capture_output=True,
        text=True,
        **options,
    )


def test_the_command_grades_one_and_says_why_points_were_lost(project, tmp_path):
    hand_in = write_hand_in(tmp_path / "alice", SUMS.replace("self.factor * x", "self.factor + x"))
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
        ("grade", project, tmp_path, "--seed", "-1"),
        ("grade", project, tmp_path, "--seconds", "0"),
        ("grade", project, tmp_path, "--seconds", "nan"),
        ("grade", project, tmp_path, "--seconds", "1e308"),
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
    write_hand_in(place / "submission", SUMS)
    environment = {**os.environ, "AUTOGRADER": str(place)}
    run = ["bash", place / "source/run_autograder"]
    subprocess.run(run, env=environment, check=True, capture_output=True)
    result = json.loads((place / "results/results.json").read_text())
    assert sum(test["score"] for test in result["tests"]) == 6

    (place / "source/work90_toy/grading/rubric.toml").unlink()
    subprocess.run(run, env=environment, check=True, capture_output=True)
    assert json.loads((place / "results/results.json").read_text())["score"] == 0
