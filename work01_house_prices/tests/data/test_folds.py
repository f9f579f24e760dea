"""Every row is validated once, and large houses stay out of training alone."""

from __future__ import annotations

import numpy as np
import pandas as pd

from work01_house_prices.data.folds import make_folds, without_outliers


def test_folds_validate_every_row_once_and_never_train_on_it() -> None:
    folds = make_folds(103, 5, seed=1)
    assert sorted(np.concatenate([fold.validation for fold in folds])) == list(range(103))
    for fold in folds:
        assert not set(fold.training) & set(fold.validation)
        assert len(fold.training) + len(fold.validation) == 103


def test_outliers_are_left_out_by_their_area_alone() -> None:
    table = pd.DataFrame({"GrLivArea": [4000.0, 4001.0, 900.0, 5000.0]})
    assert without_outliers(table, np.array([3, 2, 0])).tolist() == [2, 0]


def test_a_house_of_unknown_area_is_no_outlier() -> None:
    table = pd.DataFrame({"GrLivArea": [np.nan, 4001.0]})
    assert without_outliers(table, np.array([0, 1])).tolist() == [0]
