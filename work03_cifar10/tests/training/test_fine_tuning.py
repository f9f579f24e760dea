"""A backbone and its new head, trained together."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

from work03_cifar10.training.fine_tuning import FineTuneConfig, fine_tune


def test_a_smoke_run_of_fine_tuning(tmp_path: Path) -> None:
    config = dataclasses.replace(FineTuneConfig.smoke_test(), runs=tmp_path, precision="fp32")
    folder = fine_tune(config)
    metrics = json.loads((folder / "summary.json").read_text())["metrics"]
    assert 0 <= metrics["test/accuracy"] <= 1
    assert set(metrics) == {"valid/frozen/accuracy", "valid/accuracy", "test/accuracy"}


def test_the_same_seed_gives_the_same_weights_without_imagenets(tmp_path: Path) -> None:
    config = dataclasses.replace(FineTuneConfig.smoke_test(), images=50, precision="fp32")
    first, again = (
        fine_tune(dataclasses.replace(config, runs=tmp_path / name)) for name in ("a", "b")
    )
    weights = [(folder / "model.safetensors").read_bytes() for folder in (first, again)]
    assert weights[0] == weights[1]
