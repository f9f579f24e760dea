"""The matrix is finite and named, and its statistics come from the training rows alone."""

from __future__ import annotations

from io import StringIO
from typing import Any, Self

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import skew
from sklearn.impute import SimpleImputer
from sklearn.pipeline import Pipeline, make_pipeline

from work01_house_prices.data.columns import FEATURE_NAMES, NOMINAL, NUMERIC, ORDERED
from work01_house_prices.data.features import ENGINEERED
from work01_house_prices.data.folds import make_folds
from work01_house_prices.data.house_prices import HousePrices
from work01_house_prices.data.neighborhood_caps import EXCESS
from work01_house_prices.data.preprocessing import Clip, LogSkewed, make_preprocessor


@pytest.fixture(scope="module")
def fitted(houses: HousePrices) -> Pipeline:
    return make_preprocessor().fit(houses.train)


def statistics(transformer: Any) -> list[str]:
    """Everything that a fitted pipeline has learned, as comparable text."""
    learned = []

    def visit(value: Any) -> None:
        if hasattr(value, "get_params"):
            for name, attribute in sorted(vars(value).items()):
                learned.append(name)
                visit(attribute)
        elif isinstance(value, (list, tuple)):
            for part in value:
                visit(part)
        else:
            with np.printoptions(threshold=10**9, precision=17):
                learned.append(repr(value))

    visit(transformer)
    return learned


def test_nothing_of_a_validation_fold_reaches_its_training(houses: HousePrices) -> None:
    """Change every validation row wildly: training matrix and statistics must stay the same."""
    fold = make_folds(len(houses.train))[0]
    wild = houses.train.copy()
    for name in NUMERIC:
        wild.loc[fold.validation, name] = -1e6
    for name in (*ORDERED, *NOMINAL):
        wild.loc[fold.validation, name] = "never seen"
    matrices, learned, applied = [], [], []
    for table in (houses.train, wild):
        # What a cross-validation does: cut the table, fit on one part, apply to the other.
        preprocessor = make_preprocessor()
        matrices.append(preprocessor.fit_transform(table.iloc[fold.training]))
        applied.append(preprocessor.transform(table.iloc[fold.validation]))
        learned.append(statistics(preprocessor))
    np.testing.assert_array_equal(matrices[0], matrices[1])
    assert learned[0] == learned[1]
    assert not np.array_equal(applied[0], applied[1]), "the change did not change anything"


def test_fitting_on_all_rows_would_be_noticed(houses: HousePrices) -> None:
    """The test above can fail: statistics of all rows differ from those of the training rows."""
    fold = make_folds(len(houses.train))[0]
    leaky = make_preprocessor().fit(houses.train)
    honest = make_preprocessor().fit(houses.train.iloc[fold.training])
    assert statistics(leaky) != statistics(honest)


def test_a_row_is_transformed_alone_as_among_others(houses: HousePrices, fitted: Pipeline) -> None:
    together = fitted.transform(houses.test)
    for row in range(3):
        np.testing.assert_array_equal(fitted.transform(houses.test.iloc[[row]])[0], together[row])


def test_the_input_table_stays_as_it_is(houses: HousePrices) -> None:
    before = houses.train.copy()
    make_preprocessor().fit(houses.train).transform(houses.train)
    pd.testing.assert_frame_equal(houses.train, before)


def test_columns_have_unique_names_and_the_training_rows_are_standardized(
    houses: HousePrices, fitted: Pipeline
) -> None:
    matrix = fitted.transform(houses.train)
    names = fitted.get_feature_names_out()
    assert len(set(names)) == len(names) == matrix.shape[1]
    assert {*NUMERIC, *ORDERED, *ENGINEERED, *EXCESS} <= set(names)
    assert "Foundation_PConc" in names
    column = matrix[:, list(names).index("OverallQual")]
    assert column.mean() == pytest.approx(0, abs=1e-9)
    assert column.std() == pytest.approx(1)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_matrix_is_finite_and_of_the_wanted_type(
    houses: HousePrices, dtype: type[np.floating]
) -> None:
    preprocessor = make_preprocessor(dtype=dtype).fit(houses.train)
    matrix = preprocessor.transform(houses.test)
    assert matrix.dtype == dtype
    assert np.isfinite(matrix).all()


def test_an_unseen_name_becomes_zeros_and_an_unseen_grade_the_most_frequent(
    houses: HousePrices, fitted: Pipeline
) -> None:
    house = houses.test.iloc[[0]]
    names = list(fitted.get_feature_names_out())
    foreign = fitted.transform(house.assign(Foundation="Igloo"))[0]
    assert all(foreign[i] == 0 for i, n in enumerate(names) if n.startswith("Foundation_"))
    frequent = houses.train["PavedDrive"].mode()[0]
    expected = fitted.transform(house.assign(PavedDrive=frequent))
    np.testing.assert_array_equal(fitted.transform(house.assign(PavedDrive="Mud")), expected)


def test_grades_keep_their_order(houses: HousePrices, fitted: Pipeline) -> None:
    column = list(fitted.get_feature_names_out()).index("KitchenQual")
    house = houses.test.iloc[[0]]
    steps = [
        fitted.transform(house.assign(KitchenQual=level))[0, column]
        for level in ORDERED["KitchenQual"]
    ]
    assert np.all(np.diff(steps) > 0), steps


@pytest.mark.parametrize("everything", [False, True])
def test_columns_without_any_value_are_survived(houses: HousePrices, everything: bool) -> None:
    names = FEATURE_NAMES if everything else ("LotFrontage", "ExterQual", "MSZoning", "LotArea")
    empty = houses.train.assign(**dict.fromkeys(names, np.nan))
    preprocessor = make_preprocessor().fit(empty)
    assert np.isfinite(preprocessor.transform(empty)).all()
    assert np.isfinite(preprocessor.transform(houses.test)).all()


def test_one_training_row_is_enough_to_fit(houses: HousePrices) -> None:
    preprocessor = make_preprocessor().fit(houses.train.iloc[[0]])
    assert np.isfinite(preprocessor.transform(houses.test)).all()


def test_string_types_and_categories_of_pandas_give_the_same_matrix(
    houses: HousePrices, fitted: Pipeline
) -> None:
    expected = fitted.transform(houses.train)
    words = [*ORDERED, *NOMINAL]
    for kind in ("object", "string", "category"):
        table = houses.train.astype(dict.fromkeys(words, kind))
        np.testing.assert_array_equal(fitted.transform(table), expected)
        np.testing.assert_array_equal(make_preprocessor().fit_transform(table), expected)


def test_a_table_that_pandas_has_written_and_read_gives_the_same_matrix(
    houses: HousePrices, fitted: Pipeline
) -> None:
    table = houses.train.assign(MasVnrArea=houses.train["MasVnrArea"].fillna(0))
    again = pd.read_csv(StringIO(table.to_csv(index=False)))  # "None" is missing now
    assert again["PoolQC"].isna().any()
    np.testing.assert_array_equal(fitted.transform(again), fitted.transform(table))


def test_booleans_are_numbers_among_amounts_and_names_among_names(houses: HousePrices) -> None:
    table = houses.train.assign(
        CentralAir=houses.train["CentralAir"] == "Y", Fireplaces=houses.train["Fireplaces"] > 0
    )
    preprocessor = make_preprocessor().fit(table)
    names = list(preprocessor.get_feature_names_out())
    assert {"CentralAir_True", "CentralAir_False"} <= set(names)
    assert np.isfinite(preprocessor.transform(table)).all()


def test_a_table_that_lacks_columns_is_named(houses: HousePrices) -> None:
    with pytest.raises(ValueError, match=r"lacks 1 columns, among them \['LotArea'\]"):
        make_preprocessor().fit(houses.train.drop(columns="LotArea"))
    with pytest.raises(ValueError, match="expected a pandas DataFrame"):
        make_preprocessor().fit(houses.train.to_numpy())


def test_log_skewed_takes_the_skewed_columns_of_the_training_rows_only() -> None:
    rng = np.random.default_rng(0)
    normal, skewed = rng.normal(10, 1, 500), rng.lognormal(0, 1, 500)
    table = np.column_stack([normal, skewed, -skewed, np.zeros(500)])
    transformer = LogSkewed().fit(table)
    assert [skew(column) > 0.75 for column in table.T[:3]] == [False, True, False]
    assert transformer.skewed_.tolist() == [False, True, False, False]
    np.testing.assert_allclose(transformer.transform(table)[:, 1], np.log1p(skewed))
    np.testing.assert_array_equal(transformer.transform(table)[:, 0], normal)
    assert transformer.transform([[0, -3.0, 0, 0]])[0, 1] == 0


def test_log_skewed_passes_names_on_whatever_its_fit_noted() -> None:
    class Chosen(LogSkewed):
        def fit(self, X: Any, y: Any = None) -> Self:
            self.skewed_ = np.array([True, False])
            return self

    pipeline = make_pipeline(SimpleImputer(), Chosen())
    table = pd.DataFrame({"area": [1.0, np.nan], "year": [2.0, 3.0]})
    assert list(pipeline.fit(table).get_feature_names_out()) == ["area", "year"]


@pytest.mark.parametrize("unit", [1e-9, 1e12])
def test_log_skewed_chooses_the_same_columns_in_any_unit(unit: float) -> None:
    rng = np.random.default_rng(0)
    constant = np.full(80, 0.1), np.full(80, 0.3)  # whose standard deviations are not quite 0
    table = np.column_stack([rng.lognormal(0, 1, 80), rng.normal(10, 1, 80), *constant])
    assert LogSkewed().fit(unit * table).skewed_.tolist() == [True, False, False, False]


@settings(max_examples=30, deadline=None, derandomize=True)
@given(st.floats(-1e9, 1e9), st.floats(0.1, 10))
def test_clip_keeps_what_is_inside_and_ends_at_the_limit(value: Any, limit: float) -> None:
    clipped = Clip(limit).fit_transform([[value]])[0, 0]
    assert clipped == min(max(value, -limit), limit)
