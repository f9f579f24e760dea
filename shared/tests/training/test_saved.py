"""What a run left is found and loaded, or one line says why not."""

from __future__ import annotations

import dataclasses
import json
import os
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from torch import nn
from toy import ToyConfig, train

from shared.training import RunInterrupted, SavedModelError, read_summary
from shared.training.folder.saved import (
    WEIGHTS,
    chosen_run,
    load_weights,
    newest_run,
    next_order,
    read_json,
    read_weights,
)
from shared.training.folder.state_dicts import first_difference
from shared.training.settings.config import CONFIG


def finish(folder: Path, *kind: str, seconds: int = 0) -> Path:
    """What `Run.finish` leaves, as far as it matters here."""
    folder.mkdir(parents=True)
    save_file({"weight": torch.ones(2, 3), "bias": torch.zeros(2)}, folder / WEIGHTS)
    os.utime(folder / WEIGHTS, (seconds, seconds))
    for name in kind:
        (folder / name).write_text('{"classes": 2}')
    return folder


def test_the_run_that_was_finished_last_is_the_newest_whatever_its_name(tmp_path: Path) -> None:
    finish(tmp_path / "z", seconds=1)
    newest = finish(tmp_path / "a", seconds=3)
    finish(tmp_path / "b", seconds=2)
    assert newest_run(tmp_path) == newest


def test_a_run_that_nobody_named_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert chosen_run(tmp_path / "mine", tmp_path) == tmp_path / "mine"
    assert capsys.readouterr().err == ""
    newest = finish(tmp_path / "a", seconds=1)
    assert chosen_run(None, tmp_path) == newest
    assert capsys.readouterr().err == f"with {newest}, the newest that fits\n"


def test_the_newest_run_of_a_kind_is_wanted(tmp_path: Path) -> None:
    fits = finish(tmp_path / "one", "classifier.json", seconds=1)
    finish(tmp_path / "two", "detector.json", seconds=2)
    (tmp_path / "three").mkdir()
    (tmp_path / "three" / "classifier.json").write_text("{}")  # never finished
    assert newest_run(tmp_path, "classifier.json") == fits


def test_the_newest_is_the_one_that_recorded_it_whatever_the_clock_says(tmp_path: Path) -> None:
    for name, order, seconds in (("b", 2, 100), ("a", 10, 1), ("z", 3, 200)):
        folder = finish(tmp_path / name, seconds=seconds)
        (folder / "config.json").write_text(json.dumps({"order": order}))
    (finish(tmp_path / "older version", seconds=300) / "config.json").write_text("{}")
    assert newest_run(tmp_path) == tmp_path / "a"
    assert next_order(tmp_path) == 11


def test_the_newest_run_that_fits_is_taken(tmp_path: Path) -> None:
    for seconds, name in enumerate(("one", "two", "three")):
        finish(tmp_path / name, seconds=seconds)
    assert newest_run(tmp_path, fits=lambda run: run.name != "three") == tmp_path / "two"
    with pytest.raises(
        SavedModelError, match=r"none of the 3 finished runs in .* fits: run `python"
    ):
        newest_run(tmp_path, fits=lambda run: False)


def test_a_run_that_finished_last_is_the_newest_though_it_began_first(tmp_path: Path) -> None:
    config = ToyConfig(runs=tmp_path, device="cpu", precision="fp32")
    with pytest.raises(RunInterrupted):
        train(dataclasses.replace(config, stop_at=3))
    (first,) = tmp_path.iterdir()
    second = train(config).folder
    os.utime(second / WEIGHTS, (2**31, 2**31))  # a clock that goes wrong
    assert newest_run(tmp_path) == second
    train(dataclasses.replace(config, resume=first, stop_at=3))
    assert newest_run(tmp_path) == first


def test_where_no_run_was_finished_the_command_is_named(tmp_path: Path) -> None:
    with pytest.raises(SavedModelError, match=r"run `python finetune\.py` first, or name one$"):
        newest_run(tmp_path, command="finetune.py")


def test_weights_are_loaded_into_their_model(tmp_path: Path) -> None:
    model = load_weights(nn.Linear(3, 2), finish(tmp_path / "run"))
    assert torch.equal(model.weight, torch.ones(2, 3))
    assert not model.training


@pytest.mark.parametrize(
    ("model", "message"),
    [
        (nn.Linear(4, 2), r"'weight' has shape \(2, 3\), not \(2, 4\)"),
        (nn.Linear(3, 2, bias=False), "'bias' has no place in it"),
        (nn.BatchNorm1d(3), "'weight' has shape"),
    ],
)
def test_another_models_weights_are_refused_by_name(
    tmp_path: Path, model: nn.Module, message: str
) -> None:
    with pytest.raises(SavedModelError, match=message):
        load_weights(model, finish(tmp_path / "run"))


def test_weights_that_are_no_numbers_are_refused_by_name(tmp_path: Path) -> None:
    folder = finish(tmp_path / "run")
    save_file(
        {"weight": torch.ones(2, 3), "bias": torch.tensor([1.0, float("nan")])}, folder / WEIGHTS
    )
    with pytest.raises(SavedModelError, match="'bias' holds NaN"):
        load_weights(nn.Linear(3, 2), folder)


def test_a_missing_tensor_is_named() -> None:
    assert first_difference({"a": torch.ones(1)}, {}) == "'a' is missing"
    assert first_difference({"a": torch.ones(1)}, {"a": torch.zeros(1)}) == ""


def test_damaged_and_missing_files_are_told(tmp_path: Path) -> None:
    folder = finish(tmp_path / "run", "summary.json")
    assert read_summary(folder) == {"classes": 2}
    (folder / WEIGHTS).write_bytes(b"nothing")
    with pytest.raises(SavedModelError, match="is damaged"):
        read_weights(folder / WEIGHTS)
    for content in ("{", "[1]"):
        (folder / "summary.json").write_text(content)
        with pytest.raises(SavedModelError, match=r"summary\.json is damaged"):
            read_summary(folder)
    with pytest.raises(SavedModelError, match=r"has no other\.json"):
        read_json(folder / "other.json")
    with pytest.raises(SavedModelError, match=r"summary\.json has no other\.json"):
        read_json(folder / "summary.json" / "other.json")  # a file where a folder is wanted
    with pytest.raises(SavedModelError, match=r"did the run finish\?$"):
        read_weights(tmp_path / WEIGHTS)
    (tmp_path / CONFIG).write_text("{}")
    with pytest.raises(SavedModelError, match=r"did the run finish\? --resume \S+ goes on with it"):
        read_weights(tmp_path / WEIGHTS)
    (tmp_path / "model.pth").write_bytes(b"a pickle")
    with pytest.raises(SavedModelError, match="pickled weights are not read"):
        read_weights(tmp_path / "model.pth")
