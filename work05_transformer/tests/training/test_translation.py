"""`python train_translation.py`: it learns, leaves a run, refuses bad settings."""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path

import pytest
import torch
from tiny_models import PAIRS

from shared.errors import UserError
from shared.training import Loop, read_metrics, read_summary
from shared.training.run_folder import check_run_folder
from shared.translation import Example, Splits
from work05_transformer.decoding.beam_search import BeamSettings
from work05_transformer.decoding.translator import translate
from work05_transformer.text.sentences import Sentences
from work05_transformer.training.config import TranslationConfig
from work05_transformer.training.translation import fit, make_transformer, train_translation

SMOKE = TranslationConfig.smoke_test()


def test_it_learns_to_translate_a_few_sentences() -> None:
    splits = Splits(PAIRS * 60, [Example("one", ("un",))], {})
    config = dataclasses.replace(
        SMOKE,
        epochs=24,
        batch_tokens=300,
        warmup=40,
        learning_rate_scale=0.3,
        pre_norm=True,
        dropout=0.0,
        averaged=1,
    )
    sentences = Sentences.learn(PAIRS, 270)
    torch.manual_seed(0)
    model = fit(Loop(0), config, make_transformer(config, len(sentences)), splits, sentences)
    sources = [pair.source for pair in PAIRS]
    for width in (1, 3):
        translated = translate(model, sentences, sources, BeamSettings(width))
        assert translated == [pair.target for pair in PAIRS]


def test_a_smoke_run_leaves_a_complete_run_folder(translation_run: Path) -> None:
    check_run_folder(translation_run)
    assert read_metrics(translation_run)[-1]["train/loss"] < math.log(300)
    assert (translation_run / "attention.svg").exists()
    reached = read_summary(translation_run)["metrics"]
    assert set(reached) >= {"valid/BLEU", "values/BLEU", "lengths/BLEU", "train/core_seconds"}


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"num_heads": 5}, "cannot be cut into 5 heads"),
        ({"beam": 0}, "at least 1 hypothesis"),
        ({"averaged": 0}, "average at least one"),
        ({"vocab_size": 200}, "cannot hold the 256 bytes"),
    ],
)
def test_bad_settings_are_refused_before_anything_is_written(
    changed: dict[str, int], message: str, tmp_path: Path
) -> None:
    with pytest.raises(UserError, match=message):
        train_translation(dataclasses.replace(SMOKE, runs=tmp_path / "runs", **changed))
    assert not (tmp_path / "runs").exists()
