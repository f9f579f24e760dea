"""The challenge, with few scenes of digits: drawn, learned from by the recipe, scored."""

import time
from pathlib import Path

import numpy as np
import pytest

from final_ssd import recipe
from shared.grading.assignment.rubric import load_rubric
from shared.grading.challenge.task import load_task

TASK = load_task(load_rubric(Path(__file__).parent.parent))


def test_the_recipe_learns_from_what_is_drawn_and_answers_what_is_scored(tmp_path: Path) -> None:
    drawn = TASK.draw(np.random.default_rng(0), 20, 3, "digits")  # type: ignore[call-arg]
    for name, array in drawn.given.items():
        np.save(tmp_path / f"{name}.npy", array)
    predict = recipe.train(str(tmp_path), (time.process_time() + 1) / recipe.FOR_THE_END, seed=0)
    answers = [predict(question) for question in drawn.questions]
    assert all(one.shape == (len(one), 6) for one in answers)
    assert 0 <= TASK.score(drawn.answers, answers) <= 1


def test_who_answers_with_the_truth_has_the_best_score_and_who_finds_nothing_none() -> None:
    drawn = TASK.draw(np.random.default_rng(1), 1, 5, "digits")  # type: ignore[call-arg]
    truth = drawn.answers
    rows = np.column_stack([truth.boxes, truth.classes, np.ones(len(truth))])
    answers = [rows[truth.images == number] for number in range(5)]
    assert TASK.score(truth, answers) == pytest.approx(1)
    assert TASK.score(truth, [np.empty((0, 6))] * 5) == 0
