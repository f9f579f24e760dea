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
from shared.data.text_files import parse_table
from shared.errors import UserError
from work01_house_prices.data import sample
from work01_house_prices.data.columns import (
    NONE,
    NUMERIC,
)
from work01_house_prices.data.house_prices import GENERATED, combine, load
from work01_house_prices.data.numbers import TableError


def edit(path: Path, row: int, column: str, value: str) -> None:
    """Replace one field; row 0 is the first house, on line 2 of the file."""
    rows = list(csv.reader(io.StringIO(path.read_text())))
    rows[row + 1][rows[0].index(column)] = value
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    path.write_text(text.getvalue())


def test_a_folder_of_ones_own_loads_like_the_sample(folder: Path) -> None:
    from_folder = load(folder)
    train, test = (parse_table(text, GENERATED) for text in sample.csv_tables(12, 5))
    expected = combine(train, GENERATED, test, GENERATED)
    pd.testing.assert_frame_equal(from_folder.train, expected.train)
    pd.testing.assert_frame_equal(from_folder.test, expected.test)
    np.testing.assert_array_equal(from_folder.targets, np.log(expected.prices))


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
            r"train.csv, line 4, column 'LotArea': 'large' is no number",
        ),
        ("LotArea", "inf", r"line 4, column 'LotArea': 'inf' is no number.*leave it empty"),
        ("LotArea", "1e400", r"line 4, column 'LotArea': '1e400' is too large"),
        ("LotArea", "1e50", r"line 4, column 'LotArea': '1e50' is beyond all amounts"),
        ("LotArea", "-1", r"line 4, column 'LotArea': '-1' is negative"),
        ("ExterQual", "Superb", r"line 4, column 'ExterQual': 'Superb' is none of the grades Po"),
        ("SalePrice", "NA", r"line 4, column 'SalePrice': 'NA' is nothing to learn from \(1 such"),
        ("SalePrice", "x", r"line 4, column 'SalePrice': 'x' is no number"),
        ("SalePrice", "0", r"line 4, column 'SalePrice': '0' is no sale price"),
        ("SalePrice", "-5", r"line 4, column 'SalePrice': '-5' is no sale price"),
        ("Id", "1", r"line 4, column 'Id': '1' was already used on line 2"),
        ("Id", " ", r"line 4: the row has no 'Id'"),
        ("Id", "13", r"test.csv: Id 13 is in .*train.csv too.*1 such rows"),
    ],
)
def test_a_bad_value_is_named_with_file_line_and_column(
    folder: Path, column: str, value: str, message: str
) -> None:
    edit(folder / "train.csv", 2, column, value)
    with pytest.raises(TableError, match=message):
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
        (lambda p: p.unlink(), r"there is no table .*train.csv: .*--data sample"),
        (lambda p: p.write_bytes(b""), r"train.csv is empty"),
        (rewrite(lambda t: t.splitlines()[0] + "\n"), r"has a first line and no rows"),
        (
            rewrite(lambda t: t.replace("LotArea", "Area")),
            r"lacks 1 of the 80 columns of House Prices: 'LotArea'.*--target COLUMN",
        ),
        (rewrite(lambda t: t.replace("Street,", "Alley,", 1)), r"two columns are called 'Alley'"),
        (rewrite(lambda t: t + "1,2,3\n"), r"line 14: 3 value\(s\).*81 column"),
        (rewrite(lambda t: t + '99,"open\n'), r"is no table"),
        (rewrite(lambda t: t + "\0\n"), r"zero byte in line 14"),
        (lambda p: p.write_bytes(p.read_bytes() + b"caf\xe9\n"), r"line 14 is no UTF-8.*iconv"),
        (rewrite(lambda t: "hello,world\n1,2\n"), r"lacks 80 of the 80 columns"),
        (lambda p: p.with_name("Train.CSV").write_text("a"), r"holds Train.CSV and train.csv"),
    ],
)
def test_a_damaged_file_is_refused_with_its_name_and_line(
    folder: Path, damage: Callable[[Path], object], message: str
) -> None:
    damage(folder / "train.csv")
    with pytest.raises(UserError, match=message):
        load(folder)


def test_train_in_place_of_test_is_recognized(folder: Path) -> None:
    (folder / "test.csv").write_text((folder / "train.csv").read_text())
    with pytest.raises(TableError, match=r"Id 1 is in .*Is one a copy of the other"):
        load(folder)


def test_without_a_table_to_predict_there_is_nothing_to_predict(folder: Path) -> None:
    (folder / "test.csv").unlink()
    assert len(load(folder).test) == 0
    assert len(load(folder / "train.csv").train) == 12


def test_pandas_may_read_and_write_the_table_on_its_way(folder: Path) -> None:
    for column in ("PoolQC", "Alley", "BsmtQual", "GarageType"):
        edit(folder / "train.csv", 0, column, "NA")
    edit(folder / "train.csv", 0, "MasVnrType", "None")
    edit(folder / "train.csv", 0, "MasVnrArea", "0")
    edit(folder / "train.csv", 1, "MasVnrType", "NA")
    edit(folder / "train.csv", 1, "MasVnrArea", "NA")
    edit(folder / "train.csv", 2, "MSSubClass", "NA")  # so that pandas makes 60.0 of 60
    expected = load(folder).train
    pd.read_csv(folder / "train.csv").to_csv(folder / "train.csv")
    pd.testing.assert_frame_equal(load(folder).train, expected)
    assert expected["MasVnrType"].iloc[0] == expected["PoolQC"].iloc[0] == NONE
    assert pd.isna(expected["MasVnrType"].iloc[1])


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_semicolons_decimal_commas_and_other_encodings_are_read(
    folder: Path, encoding: str
) -> None:
    edit(folder / "train.csv", 0, "LotFrontage", "65.5")
    expected = load(folder).train
    rows = list(csv.reader(io.StringIO((folder / "train.csv").read_text())))
    rows[1] = [value.replace("65.5", "65,5") for value in rows[1]]
    text = "".join(";".join(row) + "\r\n" for row in rows)
    (folder / "train.csv").write_bytes(text.encode(encoding))
    pd.testing.assert_frame_equal(load(folder).train, expected)


def test_spelling_of_the_header_is_forgiven_and_shown(folder: Path) -> None:
    expected = load(folder)
    header, _, rest = (folder / "train.csv").read_text().partition("\n")
    spelled = header.replace("LotArea", "Lot Area").replace("YearRemodAdd", "Year Remod/Add")
    spelled = spelled.replace("SalePrice", "saleprice") + ",Agent"
    rest = rest.replace("\n", ",someone\n")
    (folder / "train.csv").write_text(f"{spelled}\n{rest}")
    houses = load(folder)
    pd.testing.assert_frame_equal(houses.train, expected.train)
    first, second = houses.notes
    for pair in ("'Lot Area' is LotArea", "'Year Remod/Add' is YearRemodAdd"):
        assert pair in first
    assert second.endswith("columns that are not used: 'Agent'")


def test_ids_come_back_as_they_were(folder: Path) -> None:
    ids = ("007", "123456789012345678901234567890", "1e3", "house 4")
    for row, number in enumerate(ids):
        edit(folder / "train.csv", row, "Id", number)
    assert load(folder).train_ids[:4].tolist() == list(ids)


def test_houses_without_an_id_are_counted(folder: Path) -> None:
    expected = load(folder).train
    for path in (folder / "train.csv", folder / "test.csv"):
        lines = path.read_text().splitlines(keepends=True)
        path.write_text("".join(line.partition(",")[2] for line in lines))
    houses = load(folder)
    assert houses.schema.houses
    assert houses.schema.id is None
    pd.testing.assert_frame_equal(houses.train, expected)
    assert houses.test_ids.tolist() == ["1", "2", "3", "4", "5"]
    with pytest.raises(TableError, match="no column 'PID' for --id"):
        load(folder, id="PID")


def test_three_rows_are_enough(folder: Path) -> None:
    lines = (folder / "train.csv").read_text().splitlines(keepends=True)
    (folder / "train.csv").write_text("".join(lines[:4]))
    assert len(load(folder).train) == 3


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
