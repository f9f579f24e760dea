"""Two processes end with one model, and the summary tells what this model reaches."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import load_file

from shared.training.testing.once import made_once
from shared.training.testing.stops import run_script
from work03_cifar10.data.by_name import load_by_name
from work03_cifar10.metrics.tta import logits_of_views
from work03_cifar10.models.by_name import MODELS
from work03_cifar10.training.trained_model import load_trained

SCRIPT = Path(__file__).parent / "every_script.py"
NAMES = (*MODELS, "finetune")


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Few photos of three classes: the parts are smaller than most batches."""
    folder = tmp_path_factory.mktemp("photos")
    generator = np.random.default_rng(0)
    for number, name in enumerate(("red", "green", "blue")):
        (folder / name).mkdir()
        for photo in range(12):
            pixels = generator.integers(0, 120, (32, 32, 3), dtype=np.uint8)
            pixels[..., number] += 100
            Image.fromarray(pixels).save(folder / name / f"{photo}.png")
    return folder


@pytest.fixture(scope="module")
def runs(photos: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The runs of all scripts, each by two processes."""

    def make(folder: Path) -> Path:
        done = run_script(SCRIPT, str(photos), str(folder), processes=2)
        assert done.returncode == 0, done.stderr[-3000:]
        return folder

    return made_once(tmp_path_factory, "two-processes", make)


@pytest.mark.parametrize("name", NAMES)
def test_all_processes_end_with_the_saved_model(runs: Path, name: str) -> None:
    (saved,) = (runs / name).glob("*/model.safetensors")
    states = [load_file(saved)] + [
        load_file(runs / name / f"rank-{rank}.safetensors") for rank in (0, 1)
    ]
    for state in states[1:]:
        assert state.keys() == states[0].keys()
        for key, tensor in state.items():
            assert torch.equal(tensor, states[0][key]), f"{key} differs"


@pytest.mark.parametrize("name", NAMES)
def test_the_summary_tells_what_the_saved_model_reaches(
    runs: Path, photos: Path, name: str
) -> None:
    (folder,) = (path.parent for path in (runs / name).glob("*/summary.json"))
    summary = json.loads((folder / "summary.json").read_text())
    assert summary["processes"] == 2
    splits = load_by_name(str(photos), image_size=32, held_out=0.1)
    trained = load_trained(folder)
    for part, images in (("valid", splits.valid), ("test", splits.test)):
        with torch.no_grad():
            inputs = trained.prepare(images.pixels)
            logits = logits_of_views(trained.model, inputs, trained.views)
        accuracy = (logits.argmax(dim=1) == images.labels).float().mean().item()
        reached = summary["metrics"][f"{part}/accuracy"]
        assert accuracy == pytest.approx(reached, abs=1e-6)
