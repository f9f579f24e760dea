"""A training run that a study needs is made once, and never taken for another."""

from __future__ import annotations

import dataclasses
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import toy
from toy import ToyConfig

from shared.studies import trained
from shared.training import CheckpointError, RunInterrupted, read_metrics


def train(config: ToyConfig) -> Path:
    """Train the toy, as an assignment's `train` does; found by its name."""
    return toy.train(config).folder


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ToyConfig:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("shared.studies.runs.source_digest", lambda *names: "as it is")
    return ToyConfig(epochs=2, device="cpu", precision="fp32")


def test_a_finished_run_is_taken_as_it_is(config: ToyConfig) -> None:
    folder = trained(train, config)
    assert trained(train, dataclasses.replace(config, runs=Path("elsewhere"))) == folder
    assert folder.parts[:2] == ("runs", "studies")


def test_other_settings_seeds_and_code_make_runs_of_their_own(
    config: ToyConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = {
        trained(train, dataclasses.replace(config, **change))
        for change in ({}, {"seed": 1}, {"hidden": 8})
    }
    monkeypatch.setattr("shared.studies.runs.source_digest", lambda *names: "changed")
    folders.add(trained(train, config))
    assert len(folders) == 4


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("torch.__version__", "1.0"),
        ("torch.get_num_threads", lambda: 31),
        ("shared.studies.runs.on_cpu", lambda device: False),
    ],
)
def test_another_torch_thread_count_or_device_makes_a_run_of_its_own(
    config: ToyConfig, monkeypatch: pytest.MonkeyPatch, name: str, value: object
) -> None:
    folder = trained(train, config)
    monkeypatch.setattr(name, value)
    assert trained(train, config) != folder


def test_a_stopped_run_is_continued(config: ToyConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(toy, "stop_at", 6, raising=False)
        with pytest.raises(RunInterrupted):
            trained(train, dataclasses.replace(config, stop_at=6))
    (stopped,) = Path("runs/studies").glob("*/*")
    folder = trained(train, dataclasses.replace(config, stop_at=6))
    assert folder == stopped
    assert len(read_metrics(folder)) == 2


@pytest.mark.usefixtures("config")
@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({}, "the saved settings say nothing of seed"),
        ({"epochs": 3}, r"config\.json has other settings .*: remove "),
    ],
)
def test_a_stopped_run_whose_settings_were_changed_is_not_continued(
    changed: dict[str, int], message: str
) -> None:
    config = ToyConfig(epochs=2, stop_at=6)  # all others are the default
    with pytest.raises(RunInterrupted):
        trained(train, config)
    (file,) = Path("runs/studies").glob("*/*/config.json")
    content = json.loads(file.read_text(encoding="utf-8"))
    settings = {**content["config"], **changed} if changed else {}
    file.write_text(json.dumps({**content, "config": settings}), encoding="utf-8")
    with pytest.raises(CheckpointError, match=message):
        trained(train, config)


def test_workers_that_want_one_run_train_it_once(config: ToyConfig) -> None:
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(lambda _: trained(train, config), range(2))
    assert first == second
    assert len(list(Path("runs/studies").glob("*/*"))) == 1
