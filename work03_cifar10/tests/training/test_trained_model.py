"""What a run leaves is what was trained; damaged runs are refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from shared.training import SavedModelError
from shared.training.folder.saved import newest_run
from work03_cifar10.training.trained_model import (
    FILE,
    load_trained,
)


def test_what_is_saved_is_what_was_trained(run: Path) -> None:
    assert newest_run(run.parent, FILE) == run
    trained = load_trained(run)
    assert trained.classes == tuple("0123456789")
    assert trained.shape == (3, 32, 32)


@pytest.mark.parametrize("content", ["{}", "not json", '{"shape": [3, 32, 32], "classes": 4}'])
def test_a_damaged_run_is_refused(run: Path, tmp_path: Path, content: str) -> None:
    (tmp_path / FILE).write_text(content)
    (tmp_path / "model.safetensors").write_bytes((run / "model.safetensors").read_bytes())
    with pytest.raises(SavedModelError, match="damaged"):
        load_trained(tmp_path)


def test_weights_of_another_model_are_refused(run: Path, tmp_path: Path) -> None:
    content = json.loads((run / FILE).read_text()) | {"widths": [4, 4, 4]}
    (tmp_path / FILE).write_text(json.dumps(content))
    (tmp_path / "model.safetensors").write_bytes((run / "model.safetensors").read_bytes())
    with pytest.raises(SavedModelError, match="another model's weights"):
        load_trained(tmp_path)
