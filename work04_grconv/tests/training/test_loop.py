"""`python train.py`: runs and their folders."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from helpers import TINY

from shared.training import read_metrics
from shared.training.folder.run_folder import check_run_folder
from shared.training.testing.stops import run_train
from shared.translation import Example, Pair, Splits
from work04_grconv.data.pairs import learn_languages
from work04_grconv.text.tokenizer import Unit
from work04_grconv.training.loop import describe, train
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


@pytest.mark.parametrize(
    ("unit", "others"),
    [
        ("word", ", or --unit bpe, or --unit character"),
        ("bpe", ", or --unit character"),
        ("character", ""),
    ],
)
def test_what_is_named_against_unknown_tokens_can_help(unit: Unit, others: str) -> None:
    train_pairs = [Pair("to be", "être")]
    splits = Splits(train_pairs, [Example("xyz", ("xyz",))], {"test": []})
    for size, larger in ((None, ""), (1, ", or a larger --vocabulary")):
        config = dataclasses.replace(TINY, unit=unit, vocabulary=size)
        languages = learn_languages(train_pairs, unit, size=size, merges=0)
        source, target = describe(config, languages, splits)
        assert source == (
            f"100% of the source's validation tokens are unknown: take more pairs{larger}{others}"
        )
        assert target == source.replace("source", "target")
