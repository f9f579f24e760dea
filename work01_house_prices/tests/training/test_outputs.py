"""A file of predictions holds the ids as they were and numbers, or is not written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from shared.data.text_files import parse_table, read_table
from work01_house_prices.data.house_prices import HOUSES
from work01_house_prices.training.outputs import (
    PredictionError,
    to_prices,
    write_predictions,
    write_table,
)


@pytest.mark.parametrize("value", [np.nan, np.inf, 1e6, -1e6])
def test_a_prediction_that_is_no_price_is_refused(value: float) -> None:
    with pytest.raises(PredictionError, match=r"no finite number.*--learning-rate"):
        to_prices(np.array([12.0, value]), HOUSES)


def test_ids_come_back_as_they_were(tmp_path: Path) -> None:
    schema = replace(HOUSES, target="Preis", id="编号", houses=False)
    ids = ["007", "a,b", "123456789012345678901234567890"]
    write_predictions(tmp_path / "p.csv", ids, np.array([1.5, 12345.678, -2]), schema)
    assert (tmp_path / "p.csv").read_text(encoding="utf-8") == (
        '编号,Preis\n007,1.5\n"a,b",12345.68\n123456789012345678901234567890,-2\n'
    )


@pytest.mark.parametrize("header", ["a;b", '"a, in €, net";b'])
def test_a_kept_table_is_read_as_it_was(tmp_path: Path, header: str) -> None:
    table = parse_table(header + '\n1,5;"x;y"\n;"two\nlines"\n', "t")
    write_table(tmp_path / "t.csv.gz", table)
    again = read_table(tmp_path / "t.csv.gz")
    assert (again.columns, again.rows) == (table.columns, table.rows)
