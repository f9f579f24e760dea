"""`python train_translation.py`: it learns, leaves a run, refuses bad settings."""

from __future__ import annotations

import dataclasses
import gzip
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import torch
from tiny_models import PAIRS

from shared.errors import UserError
from shared.training import CheckpointError, Loop, read_metrics, read_summary
from shared.training.folder.run_folder import check_run_folder
from shared.training.testing.processes import check_processes
from shared.training.testing.stops import SIGTERM, Stop, check_stops, only_run, run_script
from shared.translation import Example, Splits
from work05_transformer.decoding.beam_search import BeamSettings
from work05_transformer.decoding.translator import load_translator, translate
from work05_transformer.text.sentences import PairBatches, Sentences
from work05_transformer.training import checkpoint_average
from work05_transformer.training.config import TranslationConfig
from work05_transformer.training.translation import (
    TranslationCorpus,
    fit,
    load_splits,
    make_transformer,
    train_translation,
    within_context,
)

SCRIPT = Path(__file__).parents[2] / "train_translation.py"
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
    corpus = TranslationCorpus(splits, sentences, [])
    model = fit(Loop(0), config, make_transformer(config, len(sentences)), corpus)
    sources = [pair.source for pair in PAIRS]
    for width in (1, 3):
        translated = translate(model, sentences, sources, BeamSettings(width))
        assert translated == [pair.target for pair in PAIRS]


@pytest.mark.parametrize(("before_the_end", "expected"), [(0, 1), (1, 2)])
def test_no_checkpoint_counts_twice_in_the_mean(
    before_the_end: int, expected: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    averaged: list[torch.Tensor] = []

    def keep_states(states: Sequence[dict[str, torch.Tensor]]) -> dict[str, torch.Tensor]:
        averaged.extend(state["embedding.weight"] for state in states)
        return states[-1]

    monkeypatch.setattr(checkpoint_average, "average", keep_states)
    splits = Splits(PAIRS * 4, [Example("one", ("un",))], {})
    sentences = Sentences.learn(PAIRS, 270)
    steps = len(PairBatches(splits.train, sentences, 30))
    every = steps - before_the_end
    config = dataclasses.replace(SMOKE, batch_tokens=30, average_every=every)
    model = make_transformer(config, len(sentences))
    fit(Loop(0), config, model, TranslationCorpus(splits, sentences, []))
    assert len(averaged) == expected
    assert len({tuple(weights.flatten().tolist()) for weights in averaged}) == expected


def test_a_smoke_run_leaves_a_complete_run_folder(translation_run: Path) -> None:
    check_run_folder(translation_run)
    assert read_metrics(translation_run)[-1]["train/loss"] < math.log(300)
    assert (translation_run / "attention.svg").exists()
    reached = read_summary(translation_run)["metrics"]
    assert set(reached) >= {"valid/BLEU", "values/BLEU", "lengths/BLEU", "train/core_seconds"}


def test_a_stopped_run_ends_as_an_undisturbed_one(translation_run: Path, tmp_path: Path) -> None:
    stops = [Stop(7), Stop("finish")]
    check_stops(SCRIPT, "--smoke", stops=stops, place=tmp_path, undisturbed=translation_run)


def test_any_number_of_processes_takes_the_same_steps(tmp_path: Path) -> None:
    """Stopped with one process, gone on with two, then one again: the batches are the same."""
    # A dozen steps: later Adam, whose ε is 1e-9, makes full steps of mere rounding.
    plain = ("--smoke", "--dropout", "0", "--train-sentences", "120")
    whole = run_script(SCRIPT, *plain, "--runs", str(tmp_path / "whole"))
    assert whole.returncode == 0, whole.stderr
    options: tuple[str, ...] = (*plain, "--runs", str(tmp_path / "other"))
    for processes, stop in ((0, Stop(3, SIGTERM)), (2, Stop(6, SIGTERM)), (0, None)):
        done = run_script(SCRIPT, *options, processes=processes, stop=stop)
        assert (done.returncode == 0) == (stop is None), done.stderr
        options = ("--resume", str(only_run(tmp_path / "other")))
    one, other = (only_run(tmp_path / name) for name in ("whole", "other"))
    (here,), (there,) = read_metrics(one), read_metrics(other)
    assert here["step"] == there["step"]
    assert here["train/loss"] == pytest.approx(there["train/loss"], rel=1e-4)


def test_a_batch_of_fewer_pairs_than_processes_is_trained_on(tmp_path: Path) -> None:
    """A long pair fills a batch alone: the second process has no row of it."""
    options = ("--smoke", "--dropout", "0", "--batch-tokens", "30", "--train-sentences", "20")
    done = run_script(SCRIPT, *options, "--runs", str(tmp_path / "alone"))
    assert done.returncode == 0, done.stderr
    one = read_metrics(only_run(tmp_path / "alone"))[0]
    (tmp_path / "together").mkdir()
    two = check_processes(SCRIPT, *options, place=tmp_path / "together").metrics[0]
    assert one["step"] == two["step"]
    assert one["train/loss"] == pytest.approx(two["train/loss"], rel=1e-4)


def own_pairs(folder: Path) -> tuple[Path, Path]:
    """Write 60 pairs into two aligned files, one packed, one pair of them too long."""
    pairs = [(f"the cat number {n}", f"猫 {n} 号") for n in range(60)] + [("no end " * 999, "长")]
    (folder / "own.en.gz").write_bytes(gzip.compress("\n".join(p[0] for p in pairs).encode()))
    (folder / "own.zh").write_text("\r\n".join(p[1] for p in pairs), encoding="utf-16")
    return folder / "own.en.gz", folder / "own.zh"


def test_own_pairs_are_learned_and_translated(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = dataclasses.replace(
        SMOKE, corpus=own_pairs(tmp_path), train_sentences=None, runs=tmp_path / "runs"
    )
    folder = train_translation(config)
    said = capsys.readouterr().out
    assert (
        "1 sentences of more than 256 tokens are left out; one begins 'no end no end no end no end no'"
        in said
    )
    assert "tok:zh" in said
    assert set(read_summary(folder)["metrics"]) == {"train/core_seconds", "valid/BLEU", "test/BLEU"}
    model, sentences = load_translator(folder)
    assert len(translate(model, sentences, ["the cat number 7"])) == 1


def test_a_run_does_not_go_on_with_other_sentences(tmp_path: Path) -> None:
    source, target = own_pairs(tmp_path)
    config = dataclasses.replace(
        SMOKE, corpus=(source, target), train_sentences=None, runs=tmp_path / "runs"
    )
    folder = train_translation(config)
    kept = [path for path in folder.iterdir() if path.suffix == ".json" or "merges" in path.name]
    kept = [path for path in kept if path.name != "config.json"]
    before = [path.read_bytes() for path in kept]
    assert len(kept) == 5
    text = target.read_text(encoding="utf-16").replace("猫", "狗")
    target.write_text(text, encoding="utf-16")
    with pytest.raises(CheckpointError, match="the data are not those with which"):
        train_translation(dataclasses.replace(config, resume=folder, epochs=2))
    assert [path.read_bytes() for path in kept] == before
    (folder / "data.json").unlink()  # as of a run that was begun before they were compared
    target.write_text(text.replace("狗", "猫"), encoding="utf-16")
    assert train_translation(dataclasses.replace(config, resume=folder, epochs=2)) == folder


def test_fewer_pairs_of_ones_own_are_told_with_the_option_that_says_so(tmp_path: Path) -> None:
    config = dataclasses.replace(SMOKE, corpus=own_pairs(tmp_path), train_sentences=20)
    _, said = load_splits(config)
    assert said[-1].startswith("20 of ")
    assert said[-1].endswith("pairs are used; more with --train-sentences")


def test_longer_sentences_of_ones_own_are_left_out(tmp_path: Path) -> None:
    config = dataclasses.replace(
        SMOKE, corpus=own_pairs(tmp_path), train_sentences=None, max_words=4
    )
    splits, said = load_splits(config)
    assert "1 pairs of more than 4 words left out" in said
    assert all(len(pair.source.split()) <= 4 for pair in splits.train)


def test_a_part_of_long_sentences_only_is_told_to_have_no_score() -> None:
    sentences = Sentences.learn(PAIRS, 270)
    long = Example("no end " * 99, ("sans fin",))
    splits = Splits(PAIRS, [Example("one", ("un",))], {"test": [long, long]})
    short, said = within_context(splits, sentences, 16)
    assert not short.tests
    assert said == [
        "2 sentences of more than 16 tokens are left out; one begins 'no end no end no end no end no'",
        "test: none of its 2 sentences is of at most 16 tokens, so that it has no score; "
        "a larger --context keeps them",
    ]
    with pytest.raises(UserError, match="no sentence of at most 16 tokens is left to validate"):
        within_context(Splits(PAIRS, [long], {}), sentences, 16)


def test_a_corpus_of_long_sentences_is_refused_by_name(tmp_path: Path) -> None:
    config = dataclasses.replace(
        SMOKE, corpus=own_pairs(tmp_path), train_sentences=None, context=5, runs=tmp_path / "runs"
    )
    with pytest.raises(UserError, match="no sentence of at most 5 tokens is left to validate with"):
        train_translation(config)
    assert not (tmp_path / "runs").exists()


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"num_heads": 5}, "--d-model 32 cannot be cut into --num-heads 5"),
        ({"d_model": 33, "num_heads": 3, "positions": "sinusoidal"}, "--d-model 33 is odd"),
        ({"d_model": 34}, "an even number for each head"),
        ({"beam": 0}, "--beam 0 is out of range"),
        ({"averaged": 0}, "--averaged 0 is out of range"),
        ({"vocab_size": 200}, "--vocab-size 200 is out of range: at least 259"),
        ({"valid": (Path("v.tsv"),)}, "name them by --corpus"),
        ({"epochs": 0}, "--epochs 0 is out of range"),
        ({"context": 3}, "at most 3 tokens"),
        ({"max_words": 5}, "--max-words needs --data fra-eng or --corpus"),
    ],
)
def test_bad_settings_are_refused_before_anything_is_written(
    changed: dict[str, Any], message: str, tmp_path: Path
) -> None:
    with pytest.raises(UserError, match=message):
        train_translation(dataclasses.replace(SMOKE, runs=tmp_path / "runs", **changed))
    assert not (tmp_path / "runs").exists()
