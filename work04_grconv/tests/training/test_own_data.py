"""A person's own sentence pairs and texts, from the files to a translation."""

from __future__ import annotations

import dataclasses
import gzip
import json
from pathlib import Path

import pytest
from helpers import TINY

from shared.training.settings.ranges import SettingsError
from shared.translation.sentence_files import SentenceFileError
from work04_grconv.commands.train import train
from work04_grconv.commands.translate import translate
from work04_grconv.errors import TextError
from work04_grconv.training.config import TrainConfig
from work04_grconv.training.saved_runs import load_run

NOUNS = {
    "Hund": "dog",
    "Katze": "cat",
    "Haus": "house",
    "Auto": "car",
    "Baum": "tree",
    "Kind": "child",
}
VERBS = {"sieht": "sees", "malt": "paints", "hört": "hears"}
PAIRS = [
    (f"{a} {verb} {b}.", f"{NOUNS[a]} {VERBS[verb]} {NOUNS[b]}.")
    for a in NOUNS
    for verb in VERBS
    for b in NOUNS
    if a != b
]
CHINESE = {"dog": "狗", "cat": "猫", "house": "房子", "car": "车", "tree": "树", "child": "孩子",
           "sees": "看见", "paints": "画", "hears": "听见", ".": "。"}  # fmt: skip


def in_chinese(english: str) -> str:
    return "".join(CHINESE[word] for word in english.replace(".", " .").split())


def own(tmp_path: Path, **settings: object) -> TrainConfig:
    return dataclasses.replace(TINY, runs=tmp_path / "runs", **settings)  # type: ignore[arg-type]


def test_case_is_kept_and_aligned_files_are_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = (tmp_path / "train.en.gz", tmp_path / "train.de")
    files[0].write_bytes(gzip.compress("\n".join(english for _, english in PAIRS).encode()))
    files[1].write_text("\r".join(german for german, _ in PAIRS), encoding="utf-16")
    config = own(
        tmp_path, corpus=files, encoder="attention", epochs=15, hidden=32, batch_size=8,
        learning_rate=0.01, pairs=60,
    )  # fmt: skip
    folder = train(config)
    said = capsys.readouterr().out
    assert "90 pairs" in said
    assert "held out of them: 9 sentences each for valid and test" in said
    assert "60 of 72 pairs are used" in said
    metrics = json.loads((folder / "summary.json").read_text())["metrics"]
    assert "case:mixed" in metrics["test/BLEU/signature"]
    assert metrics["test/BLEU"] > 20, "capitals are learned: Hund, not hund"
    assert translate(("dog sees cat.",), run=folder) == 0
    assert "Hund" in capsys.readouterr().out
    lower = train(dataclasses.replace(config, lowercase=True, epochs=1))
    metrics = json.loads((lower / "summary.json").read_text())["metrics"]
    assert "case:lc" in metrics["test/BLEU/signature"]


def test_chinese_is_read_and_scored_by_characters(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "zh.tsv"
    table.write_text(
        "\n".join(f"{english}\t{in_chinese(english)}" for _, english in PAIRS), "utf-8-sig"
    )
    folder = train(own(tmp_path, corpus=(table,)))
    said = capsys.readouterr().out
    assert "the target language puts no spaces between words: its tokens are characters" in said
    assert "the source language" not in said
    assert "unknown" not in said
    languages = load_run(folder).languages
    assert (languages.source.unit, languages.target.unit) == ("word", "character")
    assert "tok:zh" in json.loads((folder / "summary.json").read_text())["metrics"][
        "test/BLEU/signature"
    ]  # fmt: skip
    assert len(list((folder / "trees").glob("*.svg"))) == 3
    train(own(tmp_path, corpus=(table,), unit="word"))
    assert "of the target's validation tokens are unknown" in capsys.readouterr().out


def test_own_files_validate_and_test_and_a_small_corpus_trains(tmp_path: Path) -> None:
    paths = []
    for number, name in enumerate(("train", "valid", "test")):
        path = tmp_path / f"{name}.tsv"
        rows = PAIRS[number * 12 : (number + 1) * 12]
        path.write_text("\n".join("\t".join(row) for row in rows))
        paths.append(path)
    folder = train(own(tmp_path, corpus=paths[:1], valid=(paths[1],), test=(paths[2],)))
    assert len(json.loads((folder / "translations.json").read_text())["test"]) == 12


def test_what_cannot_be_is_refused_before_a_run_begins(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="--valid needs --corpus"):
        TrainConfig(valid=(Path("a"),))
    with pytest.raises(SettingsError, match="--corpus takes one file"):
        TrainConfig(corpus=(Path("a"), Path("b"), Path("c")))
    for name, value in {
        "pairs": 0, "max_words": 0, "vocabulary": 0, "merges": -1, "longest": 0, "embedding": 0,
        "hidden": 0, "dropout": 1.0, "epochs": 0, "batch_size": 0, "learning_rate": 0.0,
        "clip": float("nan"), "beam": 0, "seed": -1,
    }.items():  # fmt: skip
        with pytest.raises(SettingsError, match=f"--{name.replace('_', '-')} .* is out of range"):
            dataclasses.replace(TINY, **{name: value})
    path = tmp_path / "a.tsv"
    path.write_text("no tab here")
    with pytest.raises(SentenceFileError, match="no line `source TAB target`"):
        train(own(tmp_path, corpus=(path,)))
    assert not (tmp_path / "runs").exists()


def test_held_out_sentences_that_are_too_long_are_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [f"{german}\t{english}" for german, english in PAIRS]
    corpus, held_out, long = (tmp_path / name for name in ("a.tsv", "b.tsv", "long.tsv"))
    corpus.write_text("\n".join(lines[10:]), encoding="utf-8")
    too_long = "Hund " * 3000 + "\t" + "dog " * 3000
    held_out.write_text("\n".join([*lines[:10], too_long]), encoding="utf-8")
    long.write_text(too_long, encoding="utf-8")
    config = own(tmp_path, corpus=(corpus,), valid=(held_out,), test=(held_out,), longest=20)
    folder = train(dataclasses.replace(config, encoder="attention", epochs=1, beam=1))
    said = capsys.readouterr().out
    assert "1 of those to validate with left out, empty or of more than 20 tokens" in said
    assert "1 of those to test with left out, empty or of more than 20 tokens" in said
    assert len(json.loads((folder / "translations.json").read_text())["test"]) == 10
    for part, use in (("valid", "validate with"), ("test", "test with")):
        with pytest.raises(TextError, match=f"to {use} of 1 to 20 tokens .* by --longest"):
            train(dataclasses.replace(config, **{part: (long,)}))
