"""The matrix is finite and named, and its statistics come from the training rows alone."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import skew

from work01_house_prices.columns import FEATURE_NAMES, NOMINAL, NUMERIC, ORDERED
from work01_house_prices.data import load
from work01_house_prices.features import ENGINEERED, HouseFeatures
from work01_house_prices.folds import make_folds
from work01_house_prices.neighborhood_caps import CAPPED, EXCESS, CapByNeighborhood
from work01_house_prices.preprocessing import Clip, LogSkewed, make_preprocessor


@pytest.fixture(scope="module")
def houses():
    return load("sample")


@pytest.fixture(scope="module")
def fitted(houses):
    return make_preprocessor().fit(houses.train)


def statistics(transformer):
    """Everything that a fitted pipeline has learned, as comparable text."""
    learned = []

    def visit(value):
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


def test_nothing_of_a_validation_fold_reaches_its_training(houses):
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


def test_fitting_on_all_rows_would_be_noticed(houses):
    """The test above can fail: statistics of all rows differ from those of the training rows."""
    fold = make_folds(len(houses.train))[0]
    leaky = make_preprocessor().fit(houses.train)
    honest = make_preprocessor().fit(houses.train.iloc[fold.training])
    assert statistics(leaky) != statistics(honest)


def test_a_row_is_transformed_alone_as_among_others(houses, fitted):
    together = fitted.transform(houses.test)
    for row in range(3):
        np.testing.assert_array_equal(fitted.transform(houses.test.iloc[[row]])[0], together[row])


def test_the_input_table_stays_as_it_is(houses):
    before = houses.train.copy()
    make_preprocessor().fit(houses.train).transform(houses.train)
    pd.testing.assert_frame_equal(houses.train, before)


def test_columns_have_unique_names_and_the_training_rows_are_standardised(houses, fitted):
    matrix = fitted.transform(houses.train)
    names = fitted.get_feature_names_out()
    assert len(set(names)) == len(names) == matrix.shape[1]
    assert {*NUMERIC, *ORDERED, *ENGINEERED, *EXCESS} <= set(names)
    assert "Foundation_PConc" in names
    column = matrix[:, list(names).index("OverallQual")]
    assert column.mean() == pytest.approx(0, abs=1e-9)
    assert column.std() == pytest.approx(1)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_matrix_is_finite_and_of_the_wanted_type(houses, dtype):
    preprocessor = make_preprocessor(dtype=dtype).fit(houses.train)
    matrix = preprocessor.transform(houses.test)
    assert matrix.dtype == dtype
    assert np.isfinite(matrix).all()


def test_an_unseen_name_becomes_zeros_and_an_unseen_grade_the_most_frequent(houses, fitted):
    house = houses.test.iloc[[0]]
    names = list(fitted.get_feature_names_out())
    foreign = fitted.transform(house.assign(Foundation="Igloo"))[0]
    assert all(foreign[i] == 0 for i, n in enumerate(names) if n.startswith("Foundation_"))
    frequent = houses.train["PavedDrive"].mode()[0]
    expected = fitted.transform(house.assign(PavedDrive=frequent))
    np.testing.assert_array_equal(fitted.transform(house.assign(PavedDrive="Mud")), expected)


def test_grades_keep_their_order(houses, fitted):
    column = list(fitted.get_feature_names_out()).index("KitchenQual")
    house = houses.test.iloc[[0]]
    steps = [
        fitted.transform(house.assign(KitchenQual=level))[0, column]
        for level in ORDERED["KitchenQual"]
    ]
    assert np.all(np.diff(steps) > 0), steps


@pytest.mark.parametrize("everything", [False, True])
def test_columns_without_any_value_are_survived(houses, everything):
    names = FEATURE_NAMES if everything else ("LotFrontage", "ExterQual", "MSZoning", "LotArea")
    empty = houses.train.assign(**dict.fromkeys(names, np.nan))
    preprocessor = make_preprocessor().fit(empty)
    assert np.isfinite(preprocessor.transform(empty)).all()
    assert np.isfinite(preprocessor.transform(houses.test)).all()


def test_one_training_row_is_enough_to_fit(houses):
    preprocessor = make_preprocessor().fit(houses.train.iloc[[0]])
    assert np.isfinite(preprocessor.transform(houses.test)).all()


def test_string_types_and_categories_of_pandas_give_the_same_matrix(houses, fitted):
    expected = fitted.transform(houses.train)
    words = [*ORDERED, *NOMINAL]
    for kind in ("object", "string", "category"):
        table = houses.train.astype(dict.fromkeys(words, kind))
        np.testing.assert_array_equal(fitted.transform(table), expected)
        np.testing.assert_array_equal(make_preprocessor().fit_transform(table), expected)


def test_booleans_are_numbers_among_amounts_and_names_among_names(houses):
    table = houses.train.assign(
        CentralAir=houses.train["CentralAir"] == "Y", Fireplaces=houses.train["Fireplaces"] > 0
    )
    preprocessor = make_preprocessor().fit(table)
    names = list(preprocessor.get_feature_names_out())
    assert {"CentralAir_True", "CentralAir_False"} <= set(names)
    assert np.isfinite(preprocessor.transform(table)).all()


def test_a_table_that_lacks_columns_is_named(houses):
    with pytest.raises(ValueError, match=r"lacks 1 columns, among them \['LotArea'\]"):
        make_preprocessor().fit(houses.train.drop(columns="LotArea"))
    with pytest.raises(ValueError, match="expected a pandas DataFrame"):
        make_preprocessor().fit(houses.train.to_numpy())


def test_features_are_what_their_names_say(houses):
    table = houses.train.iloc[:3].assign(
        TotalBsmtSF=[1000.0, 0.0, 500.0],
        GrLivArea=[1500.0, 800.0, 700.0],
        FullBath=[2.0, 1.0, 1.0],
        HalfBath=[1.0, 0.0, 0.0],
        BsmtFullBath=[1.0, 0.0, 0.0],
        BsmtHalfBath=[0.0, 0.0, 1.0],
        YrSold=2010.0,
        YearBuilt=[2000.0, 2010.0, 1900.0],
        GarageYrBlt=[2005.0, np.nan, 2207.0],
        ExterQual=["Ex", "Po", "TA"],
        ExterCond=["TA", "Gd", "TA"],
    )
    made = HouseFeatures().fit(table).transform(table)
    assert made["TotalSF"].tolist() == [2500, 800, 1200]
    assert made["Bathrooms"].tolist() == [3.5, 1, 1.5]
    assert made["Age"].tolist() == [10, 0, 110]
    assert made["GarageAge"].tolist() == [5, 0, 0]  # no garage: the house's; 2207: as the sale
    assert made["IsNew"].tolist() == [0, 1, 0]
    assert made["ExteriorGrade"].tolist() == [8, 0, 4]


def test_log_skewed_takes_the_skewed_columns_of_the_training_rows_only():
    rng = np.random.default_rng(0)
    normal, skewed = rng.normal(10, 1, 500), rng.lognormal(0, 1, 500)
    table = np.column_stack([normal, skewed, -skewed, np.zeros(500)])
    transformer = LogSkewed().fit(table)
    assert [skew(column) > 0.75 for column in table.T[:3]] == [False, True, False]
    assert transformer.skewed_.tolist() == [False, True, False, False]
    np.testing.assert_allclose(transformer.transform(table)[:, 1], np.log1p(skewed))
    np.testing.assert_array_equal(transformer.transform(table)[:, 0], normal)
    assert transformer.transform([[0, -3.0, 0, 0]])[0, 1] == 0


@settings(max_examples=30, deadline=None, derandomize=True)
@given(st.floats(-1e9, 1e9), st.floats(0.1, 10))
def test_clip_keeps_what_is_inside_and_ends_at_the_limit(value, limit):
    clipped = Clip(limit).fit_transform([[value]])[0, 0]
    assert clipped == min(max(value, -limit), limit)


def test_caps_follow_the_neighbourhood_and_report_the_excess():
    table = pd.concat([load("sample").train] * 2, ignore_index=True)
    small = table.index < 300
    table["Neighborhood"] = np.where(small, "Sawyer", "NoRidge")
    rng = np.random.default_rng(0)
    table["GrLivArea"] = np.where(small, 1300, 3000) * rng.lognormal(0, 0.1, 600)
    caps = CapByNeighborhood().fit(table)
    large = table.iloc[[0, 300]].assign(GrLivArea=3000.0)
    capped = caps.transform(large)
    cap, untouched = capped["GrLivArea"]
    assert cap == pytest.approx(1300 * np.exp(0.2), rel=0.1)
    assert untouched == 3000
    assert capped["ExcessLivingSF"].tolist() == pytest.approx([np.log(3001 / (cap + 1)), 0])


def test_a_new_neighbourhood_is_capped_at_the_largest_training_value():
    train = load("sample").train
    caps = CapByNeighborhood().fit(train)
    house = train.iloc[[0]].assign(Neighborhood="NewTown", GrLivArea=1e6, LotArea=np.nan)
    capped = caps.transform(house)
    assert capped["GrLivArea"].item() == train["GrLivArea"].max()
    assert np.isnan(capped["LotArea"].item()), "a missing value stays missing"
    assert set(CAPPED) <= set(caps.caps_)
    assert list(caps.get_feature_names_out()) == list(capped.columns)
