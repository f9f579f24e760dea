"""The folds of a cross-validation, and which rows a model may train on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from jaxtyping import Int
from sklearn.model_selection import KFold

LARGE = 4000  # square feet of living area


@dataclass(frozen=True)
class Fold:
    """Positions of the rows to train on and of the rows to validate."""

    training: Int[np.ndarray, " training"]
    validation: Int[np.ndarray, " validation"]


def make_folds(rows: int, folds: int = 5, seed: int = 0) -> list[Fold]:
    """Cut `rows` rows, shuffled by `seed`, into folds; each row is validated once.

    Raises:
        ValueError: fewer than two folds, or more folds than rows.
    """
    splitter = KFold(folds, shuffle=True, random_state=seed)
    return [Fold(training, validation) for training, validation in splitter.split(np.empty(rows))]


def without_outliers(
    table: pd.DataFrame, rows: Int[np.ndarray, " rows"]
) -> Int[np.ndarray, " fewer"]:
    """Return `rows` without the houses that are known to have over 4000 square feet of living area.

    The data's author recommends to leave the few larger ones out (De Cock 2011, "Ames, Iowa:
    Alternative to the Boston Housing Data", section 5): some were sold unfinished, far below their
    value. Here they are left out of training only. A validation row is never dropped: at the time
    of a prediction nobody knows that a price will be odd.
    """
    large = table["GrLivArea"].to_numpy()[rows] > LARGE  # False where the area is unknown
    kept: Int[np.ndarray, " fewer"] = rows[~large]
    return kept
