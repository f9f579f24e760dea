"""What an assignment's `grading/challenge.py` defines.

    def draw(rng: np.random.Generator) -> Drawn: …
    def score(answers: Any, predictions: list[Any]) -> float: …

and its `[challenge]` in rubric.toml. The hand-in brings `recipe.py`, in the package:

    def train(given: str, cpu_seconds: float, seed: int) -> Callable[[Any], Any]: …

`given` is a folder with the data to learn from; what `train` returns is called with one question after
the other, and answers with arrays or numbers. The split into what is given and what is asked is drawn
anew, in secret, for each seed. Answers never enter the hand-in's process.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from shared.grading.assignment.rubric import Rubric
from shared.grading.errors import RubricError


@dataclass(frozen=True)
class Drawn:
    """One draw of a challenge's data.

    Attributes:
        given: files to learn from, by name: an array for `NAME.npy`, a text for a text file.
        questions: what the model is asked, one call each; arrays, numbers, texts.
        answers: what `score` compares with.
    """

    given: Mapping[str, np.ndarray | str]
    questions: list[Any]
    answers: Any


@dataclass(frozen=True)
class Task:
    """A challenge's two functions."""

    draw: Callable[[np.random.Generator], Drawn]
    score: Callable[[Any, list[Any]], float]


def load_task(rubric: Rubric) -> Task:
    """Import an assignment's `grading/challenge.py`.

    Raises:
        RubricError: there is none, or it lacks a function.
    """
    path = rubric.project / "grading" / "challenge.py"
    if rubric.challenge is None or not path.is_file():
        raise RubricError(f"{rubric.name} has no challenge: [challenge] in rubric.toml and {path}")
    spec = importlib.util.spec_from_file_location(f"challenge_of_{rubric.name}", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    try:
        return Task(module.draw, module.score)
    except AttributeError as error:
        raise RubricError(f"{path}: {error}") from None
