"""A run that ends says how it compares with the report, where the report has such a run."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest

from shared.reporting.comparing import compare_with_report
from shared.reporting.results import Measurement, Results, Variant

ORIGIN = {
    "commit": "0123456789ab",
    "hardware": {"processor": "a processor", "cores": 2},
    "packages": {},
}
STORED = {"epochs": 3, "widths": [1, 2], "device": "auto"}
SETTINGS = {**STORED, "seed": 4, "runs": "elsewhere", "tta": True}
DEFAULTS = {**STORED, "seed": 0, "runs": "runs", "tta": True}


def variant(figures: list[dict], config: dict = STORED, function: str | None = None) -> Variant:
    measured = [
        Measurement(seed, metrics, 1.0, 1.0, "2026-01-01", ORIGIN)
        for seed, metrics in enumerate(figures)
    ]
    return Variant({"variant": "default"}, function, None, config, measured)


@pytest.fixture
def owner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> type:
    """The configuration class of a project of its own."""
    package = tmp_path / "project" / "src" / "compared"
    package.mkdir(parents=True)
    (tmp_path / "project" / "pyproject.toml").touch()
    (package / "__init__.py").touch()
    (package / "config.py").write_text("class Config: pass\nclass Wider(Config): pass\n")
    monkeypatch.syspath_prepend(package.parent)
    kind = importlib.import_module("compared.config").Config
    yield kind
    for name in ("compared", "compared.config"):
        del sys.modules[name]


def save(owner: type, *variants: Variant) -> Path:
    project = Path(sys.modules[owner.__module__].__file__ or "").parents[2]
    path = project / "results" / "default.json"
    Results("default", "about", "command", list(variants)).save(path)
    return path


def test_each_test_figure_stands_beside_mean_and_spread_over_seeds(owner: type) -> None:
    save(owner, variant([{"test/accuracy": a, "valid/accuracy": 0.1} for a in (0.9, 0.91, 0.92)]))
    metrics = {"test/accuracy": 0.90612, "valid/accuracy": 0.2, "test/core_seconds": 3.0}
    assert compare_with_report(owner, SETTINGS, DEFAULTS, metrics) == [
        "test/accuracy: 0.9061 here, 0.91 ± 0.01 in the report (3 seeds)"
    ]


def test_validation_stands_where_nothing_was_tested_and_one_seed_is_called_one(owner: type) -> None:
    save(owner, variant([{"valid/loss": 2.0, "seconds": 1.0}]))
    assert compare_with_report(owner, SETTINGS, DEFAULTS, {"valid/loss": 2.5, "seconds": 1}) == [
        "valid/loss: 2.5 here, 2 in the report (1 seed)"
    ]


@pytest.mark.parametrize("change", [{"epochs": 4}, {"widths": [1]}, {"tta": False}])
def test_a_run_of_other_settings_is_not_compared(owner: type, change: dict) -> None:
    save(owner, variant([{"valid/loss": 2.0}]))
    assert not compare_with_report(owner, {**SETTINGS, **change}, DEFAULTS, {"valid/loss": 2.5})


def test_a_run_of_another_class_of_settings_is_not_compared(owner: type) -> None:
    measured = "compared.measure:accuracy compared.config:Config compared.config:Network"
    save(owner, variant([{"valid/loss": 2.0}], function=measured))
    wider = sys.modules[owner.__module__].Wider
    more = {"mask": 0.5}
    assert not compare_with_report(wider, SETTINGS | more, DEFAULTS | more, {"valid/loss": 2.5})
    assert compare_with_report(owner, SETTINGS, DEFAULTS, {"valid/loss": 2.5})


def test_a_benchmark_a_damaged_file_and_no_file_say_nothing(owner: type) -> None:
    assert not compare_with_report(owner, SETTINGS, DEFAULTS, {"valid/loss": 2.5})
    path = save(owner, variant([{"valid/loss": 2.0}], config={}))
    path.with_name("damaged.json").write_text("{")
    assert not compare_with_report(owner, SETTINGS, DEFAULTS, {"valid/loss": 2.5})
    assert not compare_with_report(dict, SETTINGS, DEFAULTS, {"valid/loss": 2.5})
