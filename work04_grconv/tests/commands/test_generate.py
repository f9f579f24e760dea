"""`python train_language_model.py` and `python generate.py`."""

from __future__ import annotations

import gzip
import shutil
from pathlib import Path

import pytest

from shared.training import SavedModelError
from shared.training.settings.ranges import SettingsError
from work04_grconv.commands.generate import generate
from work04_grconv.errors import ModelError, TextError
from work04_grconv.training.language_models import LanguageRunConfig, train

TEXT = "春眠不觉晓，处处闻啼鸟。\r\n夜来风雨声，花落知多少。\r\n" * 30


def config(tmp_path: Path, **settings: object) -> LanguageRunConfig:
    path = tmp_path / "poem.txt.gz"
    path.write_bytes(gzip.compress(TEXT.encode("utf-16")))
    small = {"epochs": 2, "steps": 30, "window": 8, "batch_size": 8, "hidden": 16, "embedding": 8}
    return LanguageRunConfig(text=path, runs=tmp_path / "runs", **{**small, **settings})  # type: ignore[arg-type]


def test_a_model_of_an_own_text_writes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = train(config(tmp_path))
    assert (
        "702 characters to learn from, 78 held out (0 of them unknown)" in capsys.readouterr().out
    )
    monkeypatch.chdir(tmp_path)
    generate("夜来x", count=20)
    done = capsys.readouterr()
    assert done.out.startswith("夜来x")
    assert len(done.out) == 24
    assert set(done.out) <= {*TEXT, "x"}
    assert f"with {Path('runs') / folder.name}, the newest that fits" in done.err
    assert "the model has never seen x" in done.err
    generate("夜来x", run=folder, count=20)
    assert capsys.readouterr().out == done.out
    generate(count=5)
    assert len(capsys.readouterr().out.rstrip("\n")) <= 5
    shutil.rmtree(folder)
    with pytest.raises(SavedModelError, match=r"run `python train_language_model\.py` first"):
        generate()


def test_what_cannot_be_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TextError, match="are too few for 8 windows of 600"):
        train(config(tmp_path, window=600))
    both = train(config(tmp_path, bidirectional=True, epochs=1, steps=1))
    with pytest.raises(ModelError, match="reads from both ends"):
        generate(run=both)
    for name, value in {"count": -1, "temperature": 0.0, "seed": -1}.items():
        with pytest.raises(SettingsError, match=f"--{name}"):
            generate(run=both, **{name: value})  # type: ignore[arg-type]
    for name, value in {"hidden": 0, "window": 0, "steps": 0, "learning_rate": -1.0}.items():
        with pytest.raises(SettingsError, match="is out of range"):
            config(tmp_path, **{name: value})
