"""A number is read as it was meant, or refused with what it may mean."""

from __future__ import annotations

import math

import pytest

from work01_house_prices.data.numbers import (
    TableError,
    common_mark,
    decimal_marks,
    is_number_column,
    marks_of,
    read_numbers,
)


def complain(row: int, what: str) -> TableError:
    return TableError(f"row {row}: {what}")


@pytest.mark.parametrize(
    ("values", "numbers"),
    [
        (["3.5", "12500", "1,234"], [3.5, 12500, 1234]),
        (["3,5", "12500", "1.234"], [3.5, 12500, 1234]),
        (["12.500,00", "1.234.567"], [12500, 1234567]),
        (["12,500.25", "-7"], [12500.25, -7]),
        (["12 500", "1\u202f234\u00a0567", "12'500.5"], [12500, 1234567, 12500.5]),
        (["\N{MINUS SIGN}3", " +4 ", "1e-3", ".5", "5."], [-3, 4, 0.001, 0.5, 5]),
        (["\N{MINUS SIGN}12 500", "12'500"], [-12500, 12500]),
        (["0.125", "12.500"], [0.125, 12.5]),
        (["12 500,25", "1 234e3"], [12500.25, 1234000]),
    ],
)
def test_numbers_are_read_as_people_write_them(values: list[str], numbers: list[float]) -> None:
    assert read_numbers(values, None, complain) == pytest.approx(numbers)


@pytest.mark.parametrize("text", ["", "NA", "n/a", "NaN", "null", "None", "-", "–", "?", " "])
def test_what_is_missing_is_missing(text: str) -> None:
    assert math.isnan(read_numbers([text, "1"], None, complain)[0])
    assert not decimal_marks(text)


@pytest.mark.parametrize("text", ["E10", "e5", "-e5", ".e5", "120 200 7", "1 234 5", "12 500.5 7"])
def test_codes_and_several_numbers_are_no_number(text: str) -> None:
    assert not decimal_marks(text)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (["1", "12.500"], r"row 1: '12.500' may be 12.5 or 12500: write numbers without groups"),
        (["3,5", "3.5"], r"row 1: '3.5' has another decimal mark"),
        (["1", "two"], r"row 1: 'two' is no number. Correct it, or leave it empty"),
        (["1", "inf"], r"row 1: 'inf' is no number"),
        (["1e200"], r"row 0: '1e200' is too large"),
    ],
)
def test_what_is_unclear_is_refused(values: list[str], message: str) -> None:
    with pytest.raises(TableError, match=message):
        read_numbers(values, None, complain)


def test_the_other_columns_or_the_delimiter_tell_what_a_lone_group_is() -> None:
    price = ["12.500", "8.990"]
    german = common_mark([price, ["1,6", "2,0"]], ";")
    assert read_numbers(price, german, complain) == [12500, 8990]
    assert read_numbers(price, common_mark([price], ","), complain) == [12.5, 8.99]
    assert common_mark([price], ";") is None
    assert common_mark([["1,5"], ["1.5"]], ";") is None


@pytest.mark.parametrize(
    ("trained", "new", "mark"),
    [
        ({"price": ["12.500"], "size": ["1,6"]}, {"price": ["8.990"], "size": ["2"]}, ","),
        ({"price": ["12.500,00"], "size": ["2"]}, {"price": ["8.990"], "size": ["2"]}, ","),
        ({"price": ["12.500"], "size": ["2"]}, {"price": ["8.990"], "size": ["2"]}, "."),
        ({"price": ["12.500"], "size": ["1,6"]}, {"price": ["8.990"], "size": ["1.6"]}, None),
        ({"price": ["12.500"], "size": ["1,6"]}, {"price": ["8.99"], "size": ["2"]}, "."),
    ],
)
def test_a_table_to_predict_is_read_as_the_one_that_was_trained_on(trained, new, mark) -> None:
    assert marks_of(new, "\t", marks_of(trained, "\t", {}))["price"] == mark


def test_a_column_of_numbers_is_told_from_names() -> None:
    assert is_number_column(["1", "2", "NA"])
    assert is_number_column(["1"] * 9 + ["x"])  # a mistake, to be refused by its line
    assert not is_number_column(["1", "2", "x"])
    assert not is_number_column(["01067", "10115"])
    assert not is_number_column(["NA", ""])
    assert not is_number_column(["E10", "E5"])
