"""`python train.py`: its run folder, its submission, its refusals, and its end after a stop."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from shared.data.testing import requires_data
from shared.training import read_metrics
from shared.training.errors import CheckpointError
from shared.training.folder.run_folder import check_run_folder
from shared.training.settings.ranges import SettingsError
from shared.training.testing.once import made_once
from shared.training.testing.processes import check_processes
from shared.training.testing.starts import check_ctrl_c, check_help
from shared.training.testing.stops import SIGINT, Stop, check_stops, run_train, smoke_run
from work01_house_prices.data.house_prices import HousePrices
from work01_house_prices.training.config import TableConfig, TrainConfig, config_class
from work01_house_prices.training.run import check_sizes, train

PROJECT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def smoke(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_once(tmp_path_factory, "smoke", lambda runs: smoke_run(PROJECT, runs))


def test_a_smoke_run_leaves_a_complete_run_folder(smoke: Path) -> None:
    check_run_folder(smoke)
    assert (smoke / "predictions.svg").exists()


def test_the_submission_has_kaggles_format(smoke: Path, houses: HousePrices) -> None:
    with (smoke / "submission.csv").open() as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["Id", "SalePrice"]
    assert [row[0] for row in rows[1:]] == houses.test_ids.tolist()
    assert all(float(row[1]) > 0 for row in rows[1:])


def test_two_processes_reach_what_one_reaches(tmp_path: Path) -> None:
    reached = []
    for processes in (0, 2):
        runs = tmp_path / str(processes)
        done = run_train(
            PROJECT, "--smoke", "--dropout", "0", "--runs", str(runs), processes=processes
        )
        assert done.returncode == 0, done.stderr
        (folder,) = runs.iterdir()
        reached.append(read_metrics(folder)[-1]["valid/log-RMSE"])
    assert reached[1] == pytest.approx(reached[0], rel=1e-3)


def test_a_batch_of_20_is_shared_by_three_processes(tmp_path: Path) -> None:
    """As 7, 7 and 6."""
    options = ("--smoke", "--epochs", "1", "--networks", "1", "--batch-size", "20")
    check_processes(PROJECT / "train.py", *options, place=tmp_path, processes=3)


def test_a_missing_folder_is_one_clear_line(tmp_path: Path) -> None:
    done = run_train(PROJECT, "--data", str(tmp_path / "nowhere"), "--runs", str(tmp_path))
    assert done.returncode == 1
    assert done.stderr.startswith("error: ")
    assert "there is no table" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == [], "a run folder was made for nothing"


def test_the_default_run_beats_the_floor_on_real_data(tmp_path: Path) -> None:
    """D2L's linear baseline has 0.170; the report has the default run's figure."""
    requires_data("house-prices")
    folder = train(TrainConfig(runs=tmp_path, networks=1))
    assert read_metrics(folder)[-1]["valid/log-RMSE"] < 0.118


def test_a_stopped_run_ends_as_an_undisturbed_one(smoke: Path, tmp_path: Path) -> None:
    stops = [Stop(2, SIGINT), Stop(5)]
    script = PROJECT / "train.py"
    check_stops(script, "--smoke", stops=stops, place=tmp_path, undisturbed=smoke)


def test_a_resumed_run_must_have_its_table(tmp_path: Path) -> None:
    data = tmp_path / "t.csv"
    data.write_text("x,y\n" + "".join(f"{row},{row % 7}\n" for row in range(30)))
    config = TrainConfig(
        data=str(data), target="y", epochs=1, networks=1, folds=2, hidden=(), runs=tmp_path / "runs"
    )
    folder = train(config)
    assert not (folder / "submission.csv").exists()
    data.write_text(data.read_text().replace("3,3", "3,4"))
    with pytest.raises(CheckpointError, match="another than the run was started with"):
        train(replace(config, resume=folder))


def test_more_folds_than_rows_are_refused_by_name() -> None:
    with pytest.raises(SettingsError, match="--folds 5: there are 3 rows"):
        check_sizes(TrainConfig(), 3)
    check_sizes(TrainConfig(folds=3), 3)


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("folds", 1), ("networks", 0), ("hidden", (64, 0)), ("dropout", 1.0), ("dropout", -0.1),
        ("epochs", 0), ("batch_size", 0), ("learning_rate", 0.0), ("learning_rate", float("nan")),
        ("weight_decay", -1.0), ("huber_delta", 0.0), ("seed", -1),
    ],
)  # fmt: skip
def test_a_setting_out_of_range_is_refused_by_name(setting: str, value: object) -> None:
    with pytest.raises(SettingsError, match=f"^--{setting.replace('_', '-')} .* is out of range"):
        TrainConfig(**{setting: value})  # type: ignore[arg-type]


def test_another_target_starts_from_the_settings_for_other_tables() -> None:
    assert config_class(["--target", "price"]) is config_class(["--target=price"]) is TableConfig
    assert config_class(["--data", "kaggle"]) is TrainConfig


def test_help_imports_no_more_than_it_needs() -> None:
    check_help(PROJECT)


def test_ctrl_c_while_torch_is_imported_is_one_line() -> None:
    check_ctrl_c(PROJECT)
