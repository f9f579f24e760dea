"""What the tests of several rooms use: the generated table, read once, and written as Kaggle's."""

from __future__ import annotations

from pathlib import Path

import pytest

from shared.training.testing.examples import without_deadlines
from work01_house_prices.data import sample
from work01_house_prices.data.house_prices import HousePrices, load

without_deadlines()


@pytest.fixture(scope="session")
def houses() -> HousePrices:
    return load("sample")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as a Kaggle download would lie there: 12 houses with a price, 5 without."""
    train, test = sample.csv_tables(train_rows=12, test_rows=5)
    (tmp_path / "train.csv").write_text(train, encoding="utf-8")
    (tmp_path / "test.csv").write_text(test, encoding="utf-8")
    return tmp_path
