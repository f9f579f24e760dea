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
    assert 0 <= metrics["test accuracy"] <= 1
