"""A clean table loads with one meaning per value; a broken one raises one error that says where."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from shared.data.testing import requires_data
from work01_house_prices.data import house_prices, sample
from work01_house_prices.data.columns import (
    NONE,
    NUMERIC,
)
from work01_house_prices.data.house_prices import HousePricesError, load


def edit(path: Path, row: int, column: str, value: str) -> None:
    """Replace one field; row 0 is the first house, on line 2 of the file."""
    rows = list(csv.reader(io.StringIO(path.read_text())))
    rows[row + 1][rows[0].index(column)] = value
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    path.write_text(text.getvalue())


def test_a_folder_of_ones_own_loads_like_the_sample(folder: Path) -> None:
    from_folder = load(folder)
    train, test = (
        house_prices.parse(text, "sample", with_target=priced)
        for text, priced in zip(sample.csv_tables(12, 5), (True, False), strict=True)
    )
    pd.testing.assert_frame_equal(from_folder.train, train.features)
    pd.testing.assert_frame_equal(from_folder.test, test.features)
    np.testing.assert_array_equal(from_folder.log_prices, np.log(train.prices))


def test_na_means_none_or_missing_as_the_data_description_says(folder: Path) -> None:
    for column in ("PoolQC", "Alley", "LotFrontage", "Electrical", "GarageYrBlt"):
        edit(folder / "train.csv", 0, column, "NA")
    edit(folder / "train.csv", 1, "LotFrontage", "")
    edit(folder / "train.csv", 0, "MasVnrType", "None")
    train = load(folder).train
    house = train.iloc[0]
    assert house["PoolQC"] == house["Alley"] == house["MasVnrType"] == NONE
    assert pd.isna(house[["LotFrontage", "Electrical", "GarageYrBlt"]]).all()
    assert np.isnan(train["LotFrontage"].iloc[1])


def test_the_order_of_columns_and_a_byte_order_mark_do_not_matter(folder: Path) -> None:
    expected = load(folder).train
    table = pd.read_csv(folder / "train.csv", dtype=str, keep_default_na=False)
    table[table.columns[::-1]].to_csv(folder / "train.csv", index=False, encoding="utf-8-sig")
    pd.testing.assert_frame_equal(load(folder).train, expected)


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        (
            "LotArea",
            "large",
            r"train.csv, line 4, column 'LotArea': 'large' is not a finite number",
        ),
        ("LotArea", "inf", r"line 4, column 'LotArea': 'inf' is not a finite number"),
        ("LotArea", "nan", r"line 4, column 'LotArea': 'nan' is not a finite number.*write NA"),
        ("LotArea", "-1", r"line 4, column 'LotArea': '-1' is negative"),
        ("ExterQual", "Superb", r"line 4, column 'ExterQual': 'Superb' is none of the grades Po"),
        ("SalePrice", "NA", r"line 4, column 'SalePrice': 'NA' is no sale price"),
        ("SalePrice", "nan", r"line 4, column 'SalePrice': 'nan' is not a finite number"),
        ("SalePrice", "0", r"line 4, column 'SalePrice': '0' is no sale price"),
        ("SalePrice", "-5", r"line 4, column 'SalePrice': '-5' is negative"),
        ("Id", "1", r"line 4, column 'Id': '1' was already used on line 2"),
        ("Id", "1.5", r"line 4, column 'Id': '1.5' is not whole"),
        ("Id", "x", r"line 4, column 'Id': 'x' is not a finite number"),
        ("Id", "13", r"Id 13 is in both train.csv and test.csv"),
    ],
)
def test_a_bad_value_is_named_with_file_line_and_column(
    folder: Path, column: str, value: str, message: str
) -> None:
    edit(folder / "train.csv", 2, column, value)
    with pytest.raises(HousePricesError, match=message):
        load(folder)


def test_an_unlisted_name_is_welcome(folder: Path) -> None:
    edit(folder / "test.csv", 0, "Neighborhood", "NewTown")
    assert load(folder).test["Neighborhood"].iloc[0] == "NewTown"


def rewrite(change: Callable[[str], str]) -> Callable[[Path], None]:
    def apply(path: Path) -> None:
        path.write_text(change(path.read_text()))

    return apply


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda p: p.unlink(), r"train.csv: cannot be read .*--data sample"),
        (lambda p: p.write_bytes(b""), r"train.csv: the file is empty"),
        (lambda p: p.write_text("\n \n"), r"the file is empty"),
        (rewrite(lambda t: t.splitlines()[0] + "\n"), r"has a header but no rows"),
        (rewrite(lambda t: t.replace("LotArea", "Lotarea")), r"'LotArea' is missing.*'Lotarea'"),
        (rewrite(lambda t: t.replace("Street,", "Alley,", 1)), r"'Alley' occurs twice"),
        (rewrite(lambda t: t + "1,2,3\n"), r"line 14: 3 fields where the header has 81"),
        (rewrite(lambda t: t + '99,"open\n'), r"line 14: not valid CSV"),
        (rewrite(lambda t: t + "\0\n"), r"line 14: holds a zero byte"),
        (
            lambda p: p.write_bytes(p.read_bytes() + b"caf\xe9\n"),
            r"line 14: byte 0xe9 is not UTF-8",
        ),
        (rewrite(lambda t: "hello, world\n1,2\n"), r"line 1: column 'Id' is missing.*81 missing"),
    ],
)
def test_a_damaged_file_is_refused_with_its_name_and_line(
    folder: Path, damage: Callable[[Path], object], message: str
) -> None:
    damage(folder / "train.csv")
    with pytest.raises(HousePricesError, match=message):
        load(folder)


def test_train_in_place_of_test_is_recognized(folder: Path) -> None:
    (folder / "test.csv").write_text((folder / "train.csv").read_text())
    with pytest.raises(HousePricesError, match=r"'SalePrice' does not belong.*Is this train.csv"):
        load(folder)


def test_kaggles_own_files_load() -> None:
    houses = load(requires_data("house-prices"))
    assert houses.train.shape == (1460, 79)
    assert houses.test.shape == (1459, 79)
    assert houses.prices.min() == 34900
    assert houses.prices.max() == 755000
    missing = houses.train.isna().sum()
    assert missing[missing > 0].to_dict() == {
        "LotFrontage": 259,
        "MasVnrType": 8,
        "MasVnrArea": 8,
        "Electrical": 1,
        "GarageYrBlt": 81,
    }
    for name in NUMERIC:
        assert houses.train[name].dtype == np.float64
