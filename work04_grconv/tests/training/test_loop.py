"""`python train.py`: runs and their folders."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from helpers import TINY

from shared.training import read_metrics
from shared.training.folder.run_folder import check_run_folder
from shared.training.testing.stops import run_train
from work04_grconv.training.loop import train
from work04_grconv.translation.translator import TranslatorKind

PROJECT = Path(__file__).parents[2]


def test_a_smoke_run_leaves_a_complete_folder_with_trees(tmp_path: Path) -> None:
    done = run_train(PROJECT, "--smoke", "--runs", str(tmp_path))
    assert done.returncode == 0, done.stderr
    (folder,) = tmp_path.iterdir()
    check_run_folder(folder)
    assert (folder / "trees" / "0.svg").read_text().startswith("<svg")
    assert set(read_metrics(folder)[-1]) >= {"train/loss", "valid/loss"}
    assert "values: BLEU" in done.stdout
    assert "lengths: BLEU" in done.stdout


def test_the_same_seed_gives_the_same_weights(
    tmp_path: Path, runs: dict[TranslatorKind, Path]
) -> None:
    again = train(dataclasses.replace(TINY, runs=tmp_path / "a"))
    other = train(dataclasses.replace(TINY, runs=tmp_path / "b", seed=1))
    weights = [(f / "model.safetensors").read_bytes() for f in (runs["grconv"], again, other)]
    assert weights[0] == weights[1]
    assert weights[0] != weights[2]
