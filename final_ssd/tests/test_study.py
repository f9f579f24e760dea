"""The experiments' bookkeeping, with trainings that take no time."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from final_ssd import study
from final_ssd.data import DataSettings
from final_ssd.presets import Recipe, preset
from final_ssd.training import TrainConfig
from shared.reporting import load_results
from shared.training import RunConfig


@pytest.fixture
def trained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """(epochs, seed) of each training that was asked for; mAP is epochs / 10 + seed / 100."""
    calls: list[tuple[int, int]] = []

    def finish(seed: int, epochs: int, place: Path, config: dict[str, object]) -> Path:
        calls.append((epochs, seed))
        folder = place / str(len(calls))
        folder.mkdir(parents=True)
        score = epochs / 10 + seed / 100
        summary = {
            "metrics": {"test mAP": score, "test mAP at 0.5": 2 * score},
            "cpu_seconds": 5.0,
            "config": config,
        }
        (folder / "summary.json").write_text(json.dumps(summary), encoding="utf-8")
        (folder / "metrics.jsonl").write_text('{"epoch": 1}\n', encoding="utf-8")
        return folder

    def train_recipe(config: RunConfig, recipe: Recipe, data: DataSettings) -> Path:
        assert data.seed == config.seed
        return finish(config.seed, recipe.epochs, tmp_path / "runs", {})

    def train(config: TrainConfig) -> Path:
        assert config.epochs
        return finish(config.seed, config.epochs, config.runs, {"seed": config.seed, "runs": "x"})

    monkeypatch.setattr(study, "train_recipe", train_recipe)
    monkeypatch.setattr(study, "train", train)
    monkeypatch.setattr(study, "smallest_anchor", lambda run: 14.0)
    monkeypatch.setattr(study, "RESULTS", tmp_path)
    monkeypatch.setattr(study, "RUNS", tmp_path / "runs")
    return calls


def recipes(*epochs: int) -> dict[str, Recipe]:
    return {
        f"{count} epochs": dataclasses.replace(preset("light"), epochs=count) for count in epochs
    }


def test_a_comparison_has_a_row_for_each_recipe_and_a_value_for_each_seed(
    trained: list[tuple[int, int]], tmp_path: Path
) -> None:
    study.compare("ablation", recipes(1, 2), study.SMALL, seeds=[0, 3])
    assert trained == [(1, 0), (2, 0), (1, 3), (2, 3)]
    saved = load_results(tmp_path / "ablation.json")
    assert [row["network"] for row in saved["rows"]] == ["1 epochs", "2 epochs"]
    assert saved["rows"][1]["test mAP"] == pytest.approx([0.2, 0.23])
    assert saved["seeds"] == [0, 3]


def test_a_comparison_goes_on_where_it_was_stopped(
    trained: list[tuple[int, int]], tmp_path: Path
) -> None:
    study.compare("ablation", recipes(1, 2), study.SMALL, seeds=[0])
    study.compare("ablation", recipes(1, 2, 4), study.SMALL, seeds=[0, 1])
    assert trained[2:] == [(4, 0), (1, 1), (2, 1), (4, 1)]
    rows = load_results(tmp_path / "ablation.json")["rows"]
    assert [len(row["test mAP"]) for row in rows] == [2, 2, 2]


def test_several_seeds_are_trained_once_each(
    trained: list[tuple[int, int]], tmp_path: Path
) -> None:
    config = TrainConfig(epochs=3)
    study.several("default", config, seeds=[0])
    study.several("default", config, seeds=[0, 1])
    assert trained == [(3, 0), (3, 1)]
    saved = load_results(tmp_path / "default.json")
    (row,) = saved["rows"]
    assert row["test mAP"] == pytest.approx([0.3, 0.31])
    assert "runs" not in saved["config"]
    assert load_results(tmp_path / "default_curve_1.json")["rows"] == [{"epoch": 1}]


def test_looks_leave_out_what_was_not_trained(
    trained: list[tuple[int, int]], tmp_path: Path
) -> None:
    study.looks([0, 1])
    assert trained == []
    assert not (tmp_path / "looks.json").exists()


def test_looks_are_measured_once_a_run(
    trained: list[tuple[int, int]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, int]] = []

    def by_looks(run: Path, number: int) -> dict[str, float]:
        asked.append((run.parent.name, number))
        return {"test mAP": number / 10}

    monkeypatch.setattr(study, "by_looks", by_looks)
    study.bccd_large([0])
    study.looks([0, 1])
    study.bccd_large([0, 1])
    study.looks([0, 1])
    assert asked == [("seed-0", 1), ("seed-0", 4), ("seed-1", 1), ("seed-1", 4)]
    one, four = load_results(tmp_path / "looks.json")["rows"]
    assert one["test mAP"] == [0.1, 0.1]
    assert (four["looks"], four["pixels"], four["seeds"]) == (4, 384, 2)
