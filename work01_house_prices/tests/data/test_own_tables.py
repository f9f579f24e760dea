"""A table of another subject is understood, or refused by file, line and column."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from work01_house_prices.data.columns import FEATURE_NAMES
from work01_house_prices.data.house_prices import HousePrices, load
from work01_house_prices.data.numbers import TableError
from work01_house_prices.data.own_tables import UNKNOWN, match_columns

AMES = """Order|PID|MS SubClass|MS Zoning|Lot Frontage|Lot Area|Street|Alley|Lot Shape|Land Contour|
Utilities|Lot Config|Land Slope|Neighborhood|Condition 1|Condition 2|Bldg Type|House Style|
Overall Qual|Overall Cond|Year Built|Year Remod/Add|Roof Style|Roof Matl|Exterior 1st|Exterior 2nd|
Mas Vnr Type|Mas Vnr Area|Exter Qual|Exter Cond|Foundation|Bsmt Qual|Bsmt Cond|Bsmt Exposure|
BsmtFin Type 1|BsmtFin SF 1|BsmtFin Type 2|BsmtFin SF 2|Bsmt Unf SF|Total Bsmt SF|Heating|Heating QC|
Central Air|Electrical|1st Flr SF|2nd Flr SF|Low Qual Fin SF|Gr Liv Area|Bsmt Full Bath|
Bsmt Half Bath|Full Bath|Half Bath|Bedroom AbvGr|Kitchen AbvGr|Kitchen Qual|TotRms AbvGrd|Functional|
Fireplaces|Fireplace Qu|Garage Type|Garage Yr Blt|Garage Finish|Garage Cars|Garage Area|Garage Qual|
Garage Cond|Paved Drive|Wood Deck SF|Open Porch SF|Enclosed Porch|3Ssn Porch|Screen Porch|Pool Area|
Pool QC|Fence|Misc Feature|Misc Val|Mo Sold|Yr Sold|Sale Type|Sale Condition|SalePrice"""
CARS = """编号;品牌;Baujahr;Hubraum;PLZ;Land;Preis (€)
A-1;VW;2015;1,6;01067;NA;12.500
A-2;Škoda;2018;;10115;DE;15.990,50
A-3;VW;NA;2,0;80331;;8.990
"""


def cars(folder: Path, text: str = CARS, **options: object) -> HousePrices:
    (folder / "train.csv").write_text(text, encoding="utf-8-sig")
    return load(folder, **{"target": "preis", "id": "编号", **options})  # type: ignore[arg-type]


def test_types_are_inferred(tmp_path: Path) -> None:
    table = cars(tmp_path)
    assert table.schema.target == "Preis (€)"
    assert table.schema.numbers == ("Baujahr", "Hubraum")
    assert table.schema.names == ("品牌", "PLZ", "Land")
    assert table.prices.tolist() == [12500, 15990.5, 8990]
    assert table.train["Hubraum"].tolist()[::2] == [1.6, 2.0]
    assert np.isnan(table.train["Hubraum"][1])
    assert table.train["PLZ"].tolist() == ["01067", "10115", "80331"]
    assert table.train_ids.tolist() == ["A-1", "A-2", "A-3"]
    shown = "\n".join(table.notes)
    for part in (
        "train.csv: 'Preis (€)' is predicted, learned ",
        "2 columns of numbers: Baujahr, Hubraum",
    ):
        assert part in shown


def test_na_among_names_is_a_name_that_survives_pandas(tmp_path: Path) -> None:
    table = cars(tmp_path)
    assert table.train["Land"].tolist() == [UNKNOWN, "DE", UNKNOWN]
    path = tmp_path / "train.csv"
    pd.read_csv(path, sep=";", dtype={"PLZ": str}).to_csv(path, sep=";", index=False)
    again = load(tmp_path, "preis", "编号")
    assert again.train["Land"].tolist() == table.train["Land"].tolist()
    assert again.prices.tolist() == table.prices.tolist()


def test_a_column_without_any_value_is_told_once(tmp_path: Path) -> None:
    table = cars(tmp_path, "a,b,preis\n1,,2\n2,NA,3\n3,-,5\n", id=None)
    assert [note for note in table.notes if "'b'" in note or ": b" in note] == [
        "without any value, not used: b"
    ]


def test_numbers_may_be_declared_names(tmp_path: Path) -> None:
    assert "Baujahr" in cars(tmp_path, names=("baujahr",)).schema.names


@pytest.mark.parametrize("name", ["preis", "编号"])
def test_what_is_not_predicted_from_is_no_column_of_names(tmp_path: Path, name: str) -> None:
    with pytest.raises(TableError, match="is no column to predict from: leave it out of --names"):
        cars(tmp_path, names=(name,))


def test_rows_to_predict_are_read_as_those_that_were_trained_on(tmp_path: Path) -> None:
    (tmp_path / "test.csv").write_text("id\tway\ttime\nb\t12.500\t2\n")
    table = cars(tmp_path, "id\tway\ttime\tpreis\na\t12.500\t1,5\t7\n", id="id")
    assert table.train["way"].tolist() == table.test["way"].tolist() == [12500]


def test_without_an_id_rows_are_counted(tmp_path: Path) -> None:
    assert cars(tmp_path, id=None).train_ids.tolist() == ["1", "2", "3"]


def test_a_target_with_negative_values_is_learned_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("day,wind,warm\n1,3,-2.5\n2,5,4\n3,1,7.5\n")
    table = load(tmp_path / "t.csv", "warm")
    assert not table.schema.logarithm
    np.testing.assert_array_equal(table.targets, [-2.5, 4, 7.5])


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "8.990",
            "ask",
            r"train.csv, line 4, column 'Preis \(€\)': 'ask' is no number. Correct it, rem",
        ),
        ("8.990", "NA", r"line 4, column 'Preis \(€\)': 'NA' is nothing to learn from \(1 such"),
        ("A-3", "A-1", r"line 4, column '编号': 'A-1' was already used on line 2"),
        ("A-3", "", r"line 4: the row has no '编号'"),
        ("Preis (€)", "Betrag", r"no column 'preis' for --target; it has '编号', '品牌'"),
        ("VW;2015", "VW;2015;x", r"line 2: 8 value\(s\), but the first line names 7"),
    ],
)
def test_what_cannot_be_used_is_named(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(Exception, match=message):
        cars(tmp_path, CARS.replace(old, new, 1))


def test_a_table_without_rows_is_named(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="has a first line and no rows"):
        cars(tmp_path, CARS.partition("\n")[0] + "\n")


def test_the_target_is_not_the_id_and_does_not_stand_alone(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="cannot be both --target and --id"):
        cars(tmp_path, target="编号")
    with pytest.raises(TableError, match="no column to predict from"):
        cars(tmp_path, "编号,preis\n1,2\n")


def test_a_mistake_among_numbers_is_refused(tmp_path: Path) -> None:
    rows = "".join(f"{row},{row}\n" for row in range(20))
    with pytest.raises(TableError, match=r"line 22, column 'x': '3O' is no number"):
        cars(tmp_path, f"x,preis\n{rows}3O,7\n", id=None)


def test_a_column_in_which_every_row_has_its_own_name_is_told(tmp_path: Path) -> None:
    rows = "".join(f"{row} km,{row}\n" for row in range(30))
    notes = cars(tmp_path, f"way,preis\n{rows}", id=None).notes
    assert "'way' has 30 different names in 30 rows" in notes[-1]


def test_a_house_table_may_have_another_target_and_id(folder: Path) -> None:
    text = (
        (folder / "train.csv").read_text().replace("SalePrice", "price").replace("Id,", "PID,", 1)
    )
    (folder / "train.csv").write_text(text)
    (folder / "test.csv").unlink()
    schema = load(folder, "price", "pid").schema
    assert (schema.houses, schema.target, schema.id) == (True, "price", "PID")


def test_equal_spelling_comes_before_forgiven_spelling() -> None:
    assert match_columns(["Price", "id"], ["price", "Price", "ID"]) == {
        "Price": "Price",
        "id": "ID",
    }
    assert match_columns(["size"], ["Size", "SIZE"]) == {}


def test_the_original_file_of_ames_spells_the_columns_otherwise() -> None:
    header = AMES.replace("\n", "").split("|")
    assert set(match_columns(FEATURE_NAMES, header)) == set(FEATURE_NAMES)
