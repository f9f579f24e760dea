"""A recipe is trained within its budget, on what it is given, and nothing else gives points."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest
from toy_course import NAME, write_course

from shared.errors import UserError
from shared.grading.assignment.rubric import load_rubric
from shared.grading.challenge.command import ChallengeCommand
from shared.grading.challenge.running import Entry, run, with_recipe
from shared.grading.challenge.smuggling import content_sizes, refuse_luggage
from shared.grading.challenge.task import Task, load_task
from shared.grading.errors import HandInError, RubricError
from shared.grading.hand_ins.hand_in import HandIn
from shared.grading.judging.judge import prepare
from shared.grading.walls.limited import LimitError

CHALLENGE = """
[challenge]
title = "A line through points"
score = "mean squared error"
better = "lower"
cpu_seconds = 2
seeds = 2
reading = "Least squares"
"""
TASK = '''"""A line of secret slope, through points with noise."""

import numpy as np

from shared.grading.challenge.task import Drawn


def draw(rng):
    x = rng.normal(size=60)
    y = 3 * x + rng.normal(size=60) * 0.1
    return Drawn({"x": x[:40], "y": y[:40], "about.txt": "points"}, list(x[40:]), y[40:])


def score(answers, predictions):
    assert all(type(p) in (float, np.float64) for p in predictions), "a float for each question"
    return float(np.mean((answers - np.array(predictions)) ** 2))
'''
RECIPE = '''"""Least squares."""

import numpy as np


def train(given, cpu_seconds, seed):
    x, y = (np.load(f"{given}/{name}.npy", allow_pickle=False) for name in "xy")
    slope = x @ y / (x @ x)
    return lambda question: float(slope * question)
'''


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = write_course(tmp_path_factory.mktemp("course"))
    with (project / "grading/rubric.toml").open("a") as rubric:
        rubric.write(CHALLENGE)
    (project / "grading/challenge.py").write_text(TASK)
    (project / "src" / NAME / "recipe.py").write_text(RECIPE)
    return project


@pytest.fixture(scope="module")
def judge(project: Path) -> Any:
    with prepare(with_recipe(load_rubric(project))) as judge:
        yield judge


def entry(judge: Any, recipe: str, seeds: tuple[int, ...] = (1,)) -> Entry:
    hand_in = HandIn("a", {f"{NAME}.recipe": recipe.encode()} if recipe else {})
    return run(judge, hand_in, "digest", seeds)


def test_a_recipe_is_scored_over_seeds(judge: Any) -> None:
    result = entry(judge, RECIPE, (1, 2))
    assert len(result.scores) == 2
    assert result.mean is not None
    assert 0.003 < result.mean < 0.05
    assert result.scores[0] != result.scores[1]
    assert all(0 <= attempt.trained_seconds < 2 for attempt in result.attempts)
    assert entry(judge, RECIPE, (1,)).scores == result.scores[:1]


@pytest.mark.parametrize(
    ("recipe", "reason"),
    [
        ("", "recipe.py is not in the hand-in"),
        ("def train(", "raised SyntaxError"),
        (RECIPE.replace("    slope", "    while True: pass\n    slope"), "took too long"),
        (
            RECIPE.replace('"""Least', "while True: pass\n\n'''").replace('res."""', "'''"),
            "took too",
        ),
        (RECIPE.replace("float(slope * question)", "[1.0] * 9"), "a float for each question"),
        (RECIPE.replace("slope * question", "'nan'"), "the score is nan"),
        (RECIPE.replace("return lambda", "return 3\n    lambda"), "int"),
        (
            RECIPE.replace("return lambda", "import os; os.fork()\n    return lambda"),
            "PermissionError",
        ),
        (RECIPE.replace("    slope", f"    open('{__file__}')\n    slope"), "Error"),
        (RECIPE + f"TABLE = {list(range(2000))}\n", "bytes of numbers, texts"),
        (RECIPE + f"TABLE = '{'x' * 5000}'\n", "bytes of numbers, texts"),
    ],
    ids=range(11),
)
def test_nothing_else_has_a_score(judge: Any, recipe: str, reason: str) -> None:
    result = entry(judge, recipe)
    assert result.mean is None
    assert reason in result.problem


def test_training_on_in_another_thread_is_counted(
    judge: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A model whose answers wait for a thread that goes on training uses up what answering may take."""
    monkeypatch.setattr("shared.grading.challenge.running.LEAST_TO_ANSWER", 1.0)
    busy = (
        "    import threading, time\n"
        "    threading.Thread(target=lambda: [0 for _ in iter(int, 1)], daemon=True).start()\n"
        "    def wait():\n"
        "        while time.process_time() < 60: time.sleep(0.1)\n"
        "    slope"
    )
    slow = RECIPE.replace("    slope", busy).replace("float(slope", "wait() or float(slope")
    assert "took too long" in entry(judge, slow).problem


def test_neither_answers_nor_the_judges_seed_are_in_reach(judge: Any) -> None:
    looking = RECIPE.replace(
        "    slope",
        "    import os, sys\n"
        "    names = sorted(os.listdir(given))\n"
        "    assert names == ['about.txt', 'x.npy', 'y.npy'], names\n"
        "    assert len(np.load(f'{given}/x.npy')) == 40\n"
        "    assert seed != 1\n"
        "    slope",
    )
    assert entry(judge, looking).scores


def test_a_score_that_cannot_be_computed_is_told_and_stops_nobody(
    judge: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def overflow(answers: Any, predictions: Any) -> float:
        raise OverflowError("too large for a float")

    def absurd(rubric: Any) -> Task:
        return dataclasses.replace(load_task(rubric), score=overflow)

    monkeypatch.setattr("shared.grading.challenge.running.load_task", absurd)
    assert "cannot be used: too large for a float" in entry(judge, RECIPE).problem


def test_answers_have_a_size_in_all(judge: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.grading.challenge.running.MOST_ANSWERED", 10_000)
    large = RECIPE.replace("float(slope * question)", "np.zeros(200)")
    assert "more than 10,000 bytes" in entry(judge, large).problem


def test_what_could_hold_data_is_counted() -> None:
    sizes = {
        "x = 'abcd'\ny = b'ef'\nz = 123\n": 4 + 2 + 3,
        '"""A docstring of 29 letters"""': 6,
        "x =": 3,
        "def f():\n    return None\n": 0,
        "x = '\N{CJK UNIFIED IDEOGRAPH-732B}'\n": 3,
        f"# {'c' * 38}\n": 10,
        f"x = 0x{'f' * 4000}\n": 16_000 // 3,
        f"{'n' * 50} = 1\n{'n' * 50} += 1\n": 20 + 2,
    }
    assert content_sizes(list(sizes)) == list(sizes.values())


@pytest.mark.parametrize(
    "luggage", ["# " + "c" * 20_000, "n" * 5000, "TABLE = '" + "\u732b" * 2000 + "'"]
)
def test_comments_names_and_wide_characters_are_luggage(luggage: str) -> None:
    with pytest.raises(HandInError, match="bytes of numbers, texts, comments"):
        refuse_luggage({"recipe": f"{RECIPE}\n{luggage}\n".encode()})


def test_an_emptied_file_buys_nothing_for_another() -> None:
    starter = {"recipe": RECIPE, "other": f"TABLE = {'x' * 9000!r}\n"}
    given = {"recipe": f"{RECIPE}\nTABLE = {'y' * 5000!r}\n".encode(), "other": b""}
    with pytest.raises(HandInError, match="bytes of numbers"):
        refuse_luggage(given, starter)
    refuse_luggage({**given, "recipe": RECIPE.encode()}, starter)


def test_a_source_that_takes_too_long_to_parse_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def limited(task: str, *arguments: Any) -> Any:
        raise LimitError("it takes more than 10 seconds of CPU time")

    monkeypatch.setattr("shared.grading.challenge.smuggling.in_limited_process", limited)
    with pytest.raises(HandInError, match="cannot be looked through: it takes more than 10"):
        refuse_luggage({"recipe": RECIPE.encode()})


def test_a_recipe_is_short() -> None:
    refuse_luggage({"recipe": RECIPE.encode()})
    import random

    noise = "#" + "".join(chr(random.Random(0).randrange(33, 120)) for _ in range(10))
    long = "\n".join(f"{noise}{random.Random(i).random()}" for i in range(9000))
    with pytest.raises(HandInError, match="compressed source"):
        refuse_luggage({"recipe": long.encode()})


def test_the_command_writes_a_board_and_keeps_it(
    project: Path, tmp_path: Path, capsys: Any
) -> None:
    places = []
    for name, recipe in (("good", RECIPE), ("bad", RECIPE.replace("slope * q", "0 * q"))):
        (tmp_path / name).mkdir()
        (tmp_path / name / "recipe.py").write_text(recipe)
        (tmp_path / name / "results.json").write_text('{"score": 0.0}')  # nobody looks at it
        places.append(tmp_path / name)
    out = tmp_path / "board"
    command = ChallengeCommand(project, tuple(places), out, seeds=2, require_sandbox="subprocess")
    assert command.run() == 0
    board = (out / "board.csv").read_text().splitlines()
    assert board[1].startswith("1,good,0.0")
    assert board[2].startswith("2,bad,")
    assert "<td>good</td>" in (out / "board.html").read_text()
    (out / "board.csv").write_text("1,mallory,0.0000")  # a table by hand is written over
    assert command.run() == 0
    assert (out / "board.csv").read_text().splitlines() == board
    assert "good is on the board already" in capsys.readouterr().out
    (tmp_path / "copy").mkdir()
    (tmp_path / "copy" / "recipe.py").write_text(RECIPE)
    assert dataclasses.replace(command, hand_ins=(tmp_path / "copy",)).run() == 0
    assert "copy has the files of good, who is on the board: not run" in capsys.readouterr().out
    broken = tmp_path / "broken.zip"
    broken.write_bytes(b"PK\3\4 and no more")
    assert dataclasses.replace(command, hand_ins=(broken, *places)).run() == 1
    assert (out / "board.csv").read_text().splitlines() == board
    assert "not run: broken: needs a look: broken is damaged" in capsys.readouterr().out
    stored = sorted((out / "results").iterdir())
    assert [json.loads(path.read_text())["name"] for path in stored] == ["good", "bad"]


def hand_in(folder: Path, recipe: str = RECIPE) -> Path:
    folder.mkdir(parents=True)
    (folder / "recipe.py").write_text(recipe)
    return folder


def test_hand_ins_of_one_name_have_their_own_lines(
    project: Path, tmp_path: Path, capsys: Any
) -> None:
    worse = RECIPE.replace("slope * q", "2 * slope * q")
    places = (hand_in(tmp_path / "ann/hw"), hand_in(tmp_path / "bob/hw", worse))
    out = tmp_path / "board"
    command = ChallengeCommand(project, places, out, seeds=1, require_sandbox="subprocess")
    assert command.run() == 0
    lines = (out / "board.csv").read_text().splitlines()
    assert [line.split(",")[1] for line in lines[1:]] == ["ann-hw", "bob-hw"]
    capsys.readouterr()
    dataclasses.replace(command, hand_ins=places[:1]).run()
    assert "ann-hw is on the board already" in capsys.readouterr().out, "alone it would be hw"
    third = hand_in(tmp_path / "Ann-HW", RECIPE + "# again\n")
    capsys.readouterr()
    assert dataclasses.replace(command, hand_ins=(third,)).run() == 0
    assert (
        "Ann-HW is on the board with other files: it has a line for each" in capsys.readouterr().out
    )
    assert len((out / "board.csv").read_text().splitlines()) == 4


def test_more_seeds_train_for_the_missing_ones(project: Path, tmp_path: Path, capsys: Any) -> None:
    out = tmp_path / "board"
    places = (hand_in(tmp_path / "ann"), hand_in(tmp_path / "bob", "def train("))
    command = ChallengeCommand(project, places, out, seeds=1, require_sandbox="subprocess")
    assert command.run() == 1  # Bob's has no score, with any seed

    def attempts() -> list[Any]:
        paths = sorted((out / "results").iterdir())
        return [json.loads(path.read_text())["attempts"] for path in paths]

    before = attempts()
    dataclasses.replace(command, seeds=3).run()
    after = attempts()
    assert [len(one) for one in after] == [3, 1]
    assert after[0][:1] == before[0]
    assert len({attempt["seed"] for attempt in after[0]}) == 3
    assert (out / "board.csv").read_text().splitlines()[1].split(",")[4] == "3"
    capsys.readouterr()
    command.run()
    assert attempts() == after
    assert "ann is on the board already" in capsys.readouterr().out
    with pytest.raises(UserError, match="--seeds says how often to train: name the hand-ins"):
        dataclasses.replace(command, hand_ins=()).run()


def test_a_board_is_of_one_challenge_and_version(project: Path, tmp_path: Path) -> None:
    out = tmp_path / "board"
    command = ChallengeCommand(project, (), out, require_sandbox="subprocess")
    assert command.run() == 0
    assert json.loads((out / "challenge.json").read_text())["assignment"] == NAME
    other = write_course(tmp_path / "course")
    changed = CHALLENGE.replace("cpu_seconds = 2", "cpu_seconds = 3")
    with (other / "grading/rubric.toml").open("a") as rubric:
        rubric.write(changed)
    (other / "grading/challenge.py").write_text(TASK + "# changed\n")
    (other / "src" / NAME / "recipe.py").write_text(RECIPE)
    said = r"another challenge, or version \(cpu_seconds was 2, is 3; challenge.py was .*choose another"
    with pytest.raises(UserError, match=said):
        dataclasses.replace(command, project=other).run()
    (out / "challenge.json").unlink()
    (out / "results").mkdir()
    (out / "results/00001-0.json").write_text("{}")
    with pytest.raises(UserError, match="does not say of which challenge"):
        command.run()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"lower"', '"less"', "higher or lower"),
        ("seeds = 2", "seeds = 0", "must be positive"),
        ("cpu_seconds = 2", "cpu_seconds = inf", "must be positive"),
        ('score = "mean squared error"\n', "", "has no 'score'"),
        ("[challenge]", "[contest]", "at most one"),
    ],
)
def test_a_challenge_that_makes_no_sense_is_refused(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    project = write_course(tmp_path)
    with (project / "grading/rubric.toml").open("a") as rubric:
        rubric.write(CHALLENGE.replace(old, new))
    (project / "src" / NAME / "recipe.py").write_text(RECIPE)
    with pytest.raises(RubricError, match=message):
        load_rubric(project)


def test_a_challenge_needs_a_recipe_to_begin_with(tmp_path: Path) -> None:
    project = write_course(tmp_path)
    with (project / "grading/rubric.toml").open("a") as rubric:
        rubric.write(CHALLENGE)
    with pytest.raises(RubricError, match=r"recipe\.py, the recipe that students begin with"):
        load_rubric(project)


def test_an_assignment_without_a_challenge_says_so(tmp_path: Path) -> None:
    with pytest.raises(HandInError, match=r"has no \[challenge\]"):
        with_recipe(load_rubric(write_course(tmp_path)))
