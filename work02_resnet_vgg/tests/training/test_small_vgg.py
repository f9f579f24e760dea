"""The small VGG is trained once."""

from __future__ import annotations

import dataclasses
import os
import shutil
import signal
from pathlib import Path

import pytest
import safetensors.torch
import torch

from shared.training import CheckpointError, Run, RunInterrupted
from shared.training.settings.config import refuse_contradictions
from shared.training.testing.stops import check_same_run
from work02_resnet_vgg.training.config import SmallVggConfig
from work02_resnet_vgg.training.small_vgg import (
    load_small_vgg,
    small_vgg_in,
    train,
)

TINY = dataclasses.replace(SmallVggConfig.smoke_test(), smoke=False, precision="fp32")


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    """The training that `small_vgg_in` would begin is over in a moment."""
    fields = {field.name: getattr(TINY, field.name) for field in dataclasses.fields(TINY)}
    names = [field.name for field in dataclasses.fields(TINY)]
    monkeypatch.setattr(SmallVggConfig.__init__, "__defaults__", tuple(fields[n] for n in names))


@pytest.mark.usefixtures("tiny")
def test_the_small_vgg_is_trained_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    train(dataclasses.replace(SmallVggConfig.smoke_test(), runs=tmp_path))
    capsys.readouterr()
    first = small_vgg_in(tmp_path)
    assert "one is trained on CIFAR-10 now, once; about" in capsys.readouterr().out.splitlines()[0]
    (folder,) = (path.parent for path in tmp_path.glob("*/small-vgg.json"))
    written = safetensors.torch.load_file(folder / "model.safetensors")
    torch.testing.assert_close(first.classifier.weight, written["classifier.weight"])
    again = small_vgg_in(tmp_path)
    torch.testing.assert_close(again.classifier.weight, written["classifier.weight"])
    assert len(list(tmp_path.iterdir())) == 2, "the smoke run, and the one that counts"


@pytest.mark.usefixtures("tiny")
def test_a_training_that_was_stopped_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stepped = Run.stepped

    def stop(run: Run) -> None:
        if run.step == 4:
            os.kill(os.getpid(), signal.SIGINT)
        stepped(run)

    monkeypatch.setattr(Run, "stepped", stop)
    with pytest.raises(RunInterrupted):
        small_vgg_in(tmp_path)
    monkeypatch.setattr(Run, "stepped", stepped)
    (begun,) = tmp_path.iterdir()
    other = shutil.copytree(tmp_path, tmp_path.with_name("other"))
    small_vgg_in(tmp_path)
    assert f"goes on with {begun}" in capsys.readouterr().out
    assert [begun] == list(tmp_path.iterdir())
    undisturbed = train(SmallVggConfig(runs=tmp_path / "undisturbed"))
    check_same_run(begun, undisturbed)
    (named,) = other.iterdir()  # as the message of the interruption says: --resume FOLDER
    small_vgg_in(tmp_path / "nowhere", named)
    check_same_run(named, undisturbed)


@pytest.mark.usefixtures("tiny")
def test_the_newest_run_that_fits_is_taken(tmp_path: Path) -> None:
    wanted = train(SmallVggConfig(runs=tmp_path))
    newer = shutil.copytree(wanted, tmp_path / "newer")
    for name, old, new in (("config.json", "sample", "cifar10"), ("small-vgg.json", "4", "5")):
        (newer / name).write_text((newer / name).read_text().replace(old, new))
    weights = small_vgg_in(tmp_path).state_dict()
    assert weights["classifier.bias"].equal(load_small_vgg(wanted).state_dict()["classifier.bias"])
    (newer / "config.json").write_text("{")
    small_vgg_in(tmp_path)


def test_more_epochs_than_planned_are_refused_by_name() -> None:
    saved = SmallVggConfig(resume=Path("runs/x"))
    with pytest.raises(CheckpointError, match="--epochs 5"):
        refuse_contradictions(dataclasses.replace(saved, epochs=9), saved, "fp32")
