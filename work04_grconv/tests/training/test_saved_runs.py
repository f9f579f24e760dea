"""Runs that come back."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from helpers import TINY

from shared.training import SavedModelError
from work04_grconv.data.corpora import load
from work04_grconv.metrics.bleu import evaluate
from work04_grconv.training.saved_runs import load_run
from work04_grconv.translation.inference import translate
from work04_grconv.translation.translator import TranslatorKind


@pytest.mark.parametrize("kind", ["grconv", "gru", "attention"])
def test_a_saved_run_translates_as_it_did(
    runs: dict[TranslatorKind, Path], kind: TranslatorKind
) -> None:
    saved = load_run(runs[kind])
    splits = load("sample", size=TINY.pairs)
    sentences = [example.source for example in splits.tests["values"]]
    saved_translations = json.loads((runs[kind] / "translations.json").read_text())["values"]
    again = translate(saved.translator, saved.languages, sentences, beam=TINY.beam)
    assert again == saved_translations
    bleu, exact = evaluate(saved_translations, splits.tests["values"])
    summary = json.loads((runs[kind] / "summary.json").read_text())["metrics"]
    assert summary["values/BLEU"] == pytest.approx(bleu.score)
    assert summary["values/exact"] == exact


def test_a_damaged_run_is_one_clear_error(runs: dict[TranslatorKind, Path], tmp_path: Path) -> None:
    folder = shutil.copytree(runs["gru"], tmp_path / "copy")
    (folder / "model.safetensors").write_bytes(b"\x08")
    with pytest.raises(SavedModelError, match="damaged"):
        load_run(folder)
    shutil.copy(runs["attention"] / "model.safetensors", folder)
    with pytest.raises(SavedModelError, match="another model's weights"):
        load_run(folder)
    (folder / "model.safetensors").unlink()
    with pytest.raises(SavedModelError, match="did the run finish"):
        load_run(folder)


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"source": {"unit": "x"}}', '{"source": 1, "target": 2}']
)
def test_damaged_tokenizers_are_one_clear_error(
    runs: dict[TranslatorKind, Path], tmp_path: Path, content: str
) -> None:
    folder = shutil.copytree(runs["gru"], tmp_path / "copy")
    (folder / "tokenizers.json").write_text(content)
    with pytest.raises(SavedModelError, match="damaged"):
        load_run(folder)
    (folder / "tokenizers.json").unlink()
    with pytest.raises(SavedModelError, match="has no tokenizers"):
        load_run(folder)
