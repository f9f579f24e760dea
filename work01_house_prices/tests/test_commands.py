"""`python predict.py`: rows come back with their ids and a prediction, or one line says why not."""

from __future__ import annotations

import csv
import math
import random
from pathlib import Path

import pandas as pd
import pytest

from shared.data.text_files import parse_table
from shared.errors import UserError
from work01_house_prices.commands import predict, unknown_names
from work01_house_prices.data import sample
from work01_house_prices.data.house_prices import HOUSES, read_new
from work01_house_prices.training.config import TableConfig, TrainConfig
from work01_house_prices.training.run import train


def cars(rows: int, seed: int, price: bool = True) -> str:
    """Used cars, a Chinese header and German numbers."""
    draw = random.Random(seed)
    lines = ["编号;品牌;Baujahr;Hubraum;Land" + (";Preis (€)" if price else "")]
    for row in range(rows):
        year, brand = draw.randint(2005, 2024), draw.choice(["VW", "Škoda", "BMW"])
        cost = 900 * 1.13 ** (year - 2000) * (2 if brand == "BMW" else 1)
        engine, country = draw.choice(["1,2", "1,6", "2,0"]), draw.choice(["NA", "DE"])
        line = f"{seed}-{row:03};{brand};{year};{engine};{country}"
        lines.append(line + (f";{cost:,.0f}".replace(",", ".") if price else ""))
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("cars")
    (place / "train.csv").write_text(cars(60, 1), encoding="utf-16")
    (place / "test.csv").write_text(cars(8, 2, price=False), encoding="utf-8")
    return train(
        TableConfig(
            data=str(place), target="preis", id="编号", networks=1, folds=3, runs=place / "runs"
        )
    )


def rows_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_a_run_predicts_what_it_predicted_at_its_end(run: Path, tmp_path: Path) -> None:
    (tmp_path / "new.csv").write_text(cars(8, 2, price=False), encoding="utf-8")
    predict(tmp_path / "new.csv", run, tmp_path / "out" / "p.csv")
    predicted = rows_of(tmp_path / "out" / "p.csv")
    assert predicted == rows_of(run / "submission.csv")
    assert predicted[0] == ["编号", "Preis (€)"]
    assert [row[0] for row in predicted[1:]] == [f"2-{row:03}" for row in range(8)]


def test_predictions_follow_what_the_table_says(run: Path, tmp_path: Path) -> None:
    (tmp_path / "new.csv").write_text(cars(60, 3), encoding="utf-8")
    predict(tmp_path / "new.csv", run, tmp_path / "p.csv")
    predicted = [float(row[1]) for row in rows_of(tmp_path / "p.csv")[1:]]
    true = [float(line.split(";")[5].replace(".", "")) for line in cars(60, 3).splitlines()[1:]]
    error = sum(abs(p / t - 1) for p, t in zip(predicted, true, strict=True)) / 60
    assert error < 0.1


def test_unknown_names_and_other_columns_are_told(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = cars(8, 2, price=False).replace("VW", "Tesla").replace("Baujahr", "baujahr")
    header, *lines = text.splitlines()
    text = "\n".join([f"{header};Farbe", *(f"{line};rot" for line in lines)])
    (tmp_path / "new.csv").write_text(text)
    predict(tmp_path / "new.csv", run, tmp_path / "p.csv")
    shown = capsys.readouterr().out
    assert "'baujahr' is Baujahr" in shown
    assert "columns that are not used: 'Farbe'" in shown
    assert "column '品牌': " in shown
    assert "names that training has not seen ('Tesla'; the first in line" in shown


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("Baujahr", "Jahr", r"lacks 1 of the 4 columns .*'Baujahr'.*It has .*'Jahr'"),
        ("编号", "Nr", r"no column '编号' for the id"),
        ("1,6", "groß", r"column 'Hubraum': 'groß' is no number"),
        ("2-003", "2-001", r"'2-001' was already used on line 3"),
    ],
)
def test_a_table_that_does_not_fit_is_refused(
    run: Path, tmp_path: Path, old: str, new: str, message: str
) -> None:
    (tmp_path / "new.csv").write_text(cars(8, 2, price=False).replace(old, new))
    with pytest.raises(UserError, match=message):
        predict(tmp_path / "new.csv", run, tmp_path / "p.csv")
    assert not (tmp_path / "p.csv").exists()


def test_a_place_that_cannot_be_written_is_named_first(run: Path, tmp_path: Path) -> None:
    path = tmp_path / "new.csv"
    path.write_text(cars(8, 2))
    with pytest.raises(UserError, match="is the table itself"):
        predict(path, run, path)
    with pytest.raises(UserError, match="is a folder"):
        predict(path, run, tmp_path)
    with pytest.raises(UserError, match="is no folder"):
        predict(path, run, path / "p.csv")
    (tmp_path / "p.csv").write_text("of yesterday")
    with pytest.raises(UserError, match="there is no file"):
        predict(tmp_path / "none.csv", run, tmp_path / "p.csv")
    assert (tmp_path / "p.csv").read_text() == "of yesterday"


def test_a_folder_without_a_run_is_named(tmp_path: Path) -> None:
    path = tmp_path / "new.csv"
    path.write_text(cars(8, 2))
    with pytest.raises(UserError, match="no run folder"):
        predict(path, tmp_path, tmp_path / "p.csv")


def test_new_houses_are_predicted_by_a_run_on_houses(tmp_path: Path) -> None:
    folder = train(
        TrainConfig(data="sample", epochs=1, networks=1, folds=2, runs=tmp_path / "runs")
    )
    (tmp_path / "new.csv").write_text(sample.csv_tables()[1])
    predict(tmp_path / "new.csv", folder, tmp_path / "p.csv")
    assert rows_of(tmp_path / "p.csv") == rows_of(folder / "submission.csv")


def test_a_grade_that_training_has_not_seen_counts_and_is_not_told() -> None:
    table = parse_table(sample.csv_tables()[1], "new.csv")
    features, _ = read_new(table, "new.csv", HOUSES)
    seen = features.assign(ExterQual="Po", Street="Dirt")
    (line,) = unknown_names(table, features, seen, HOUSES)
    assert line.startswith("column 'Street': ")
    assert list(unknown_names(table, features, features, HOUSES)) == []


def test_a_row_of_unknown_values_is_predicted_and_counted(tmp_path: Path) -> None:
    data = pd.DataFrame({"x": [float(i % 20) for i in range(40)]})
    data.assign(y=data.x + 1).to_csv(tmp_path / "train.csv", index=False)
    new = pd.DataFrame({"x": [0.0, math.nan, 19.0]})
    new.to_csv(tmp_path / "test.csv", index=False)
    folder = train(
        TableConfig(
            data=str(tmp_path), target="y", epochs=1, networks=1, folds=2, runs=tmp_path / "runs"
        )
    )
    predict(tmp_path / "test.csv", folder, tmp_path / "p.csv")
    predicted = rows_of(tmp_path / "p.csv")
    assert [row[0] for row in predicted] == ["row", "1", "2", "3"]
    assert predicted == rows_of(folder / "submission.csv")
    new.iloc[1] = 10.0
    new.to_csv(tmp_path / "new.csv", index=False)
    predict(tmp_path / "new.csv", folder, tmp_path / "q.csv")
    assert [rows_of(tmp_path / "q.csv")[row] for row in (1, 3)] == [predicted[1], predicted[3]]
