"""`python pretrain_bert.py` and `python finetune_bert.py`: what they learn, leave and refuse."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
import torch
import transformers

from shared.errors import UserError
from shared.training import CheckpointError, Loop, SavedModelError, read_summary
from shared.training.folder.run_folder import check_run_folder
from shared.training.settings.config import AUTO
from shared.training.testing.once import made_once
from shared.training.testing.processes import check_processes
from shared.training.testing.stops import Stop, check_stops
from work05_transformer.commands.classify import classify
from work05_transformer.errors import CorpusError
from work05_transformer.models.bert import BertClassifier, BertSizes, MaskedLanguageModel
from work05_transformer.models.classifier import load_text_classifier
from work05_transformer.models.hugging_face_bert import save_bert
from work05_transformer.text.word_pieces import learn_word_pieces, load_word_pieces
from work05_transformer.training.bert import (
    MaskedTexts,
    find_pretrained,
    finetune,
    fit_masked,
    pretrain,
    rise_and_fall,
    validate_masked,
)
from work05_transformer.training.classification import train_classifier
from work05_transformer.training.config import (
    ClassificationConfig,
    FineTuningConfig,
    PretrainingConfig,
)

PROJECT = Path(__file__).parents[2]
SMOKE, TUNING = PretrainingConfig.smoke_test(), FineTuningConfig.smoke_test()


@pytest.fixture(scope="module")
def pretrained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_once(
        tmp_path_factory, "bert", lambda folder: pretrain(replace(SMOKE, runs=folder / "runs"))
    )


@pytest.fixture(scope="module")
def tuned(pretrained: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    config = replace(TUNING, smoke=False, runs=pretrained.parent, pretrained=pretrained)
    return made_once(tmp_path_factory, "tuned-bert", lambda _: finetune(config))


def test_pretraining_leaves_a_folder_that_transformers_reads(pretrained: Path) -> None:
    check_run_folder(pretrained)
    assert set(read_summary(pretrained)["metrics"]) == {"valid/loss", "valid/accuracy"}
    model = transformers.BertForMaskedLM.from_pretrained(pretrained / "bert")
    tokenizer = transformers.BertTokenizer.from_pretrained(pretrained / "bert")
    assert model.config.vocab_size == len(tokenizer)


def test_fine_tuning_learns(tuned: Path) -> None:
    check_run_folder(tuned)
    reached = read_summary(tuned)["metrics"]
    assert set(reached) == {"valid/accuracy", "test/accuracy", "test/most_frequent"}
    assert reached["test/accuracy"] > 0.9
    model = transformers.BertForSequenceClassification.from_pretrained(tuned / "bert")
    assert model.config.id2label == {0: "English", 1: "French"}


def test_a_fine_tuned_bert_serves_the_command(
    tuned: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The newest run that puts texts into classes is taken, and not one that fills in words."""
    monkeypatch.chdir(tuned.parent.parent)
    assert classify(("two hundred and six euros", "", "deux cents euros")) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition("\t")[0] for line in lines] == ["English", "", "French"]
    texts = ["two hundred and six euros", "deux cents euros"]
    direct = load_text_classifier(Path("runs") / tuned.name / "bert").probabilities(texts)
    assert direct.argmax(1).tolist() == [0, 1]


def test_a_fine_tuned_bert_reads_as_much_as_it_was_trained_with(
    pretrained: Path, tmp_path: Path
) -> None:
    config = replace(TUNING, smoke=False, runs=tmp_path, pretrained=pretrained, epochs=1, longest=6)
    classifier = load_text_classifier(finetune(config))
    read, longer = "two two two two", "two two two two deux deux"
    assert classifier.what_is_cut(read) == ""
    assert classifier.what_is_cut(longer) == "has 8 tokens: the model reads the first 6"
    assert classifier.probabilities([read]).tolist() == classifier.probabilities([longer]).tolist()
    assert classifier.known_words(longer) == 4


@pytest.mark.parametrize("script", ["pretrain_bert.py", "finetune_bert.py"])
def test_a_stopped_run_ends_as_an_undisturbed_one(script: str, tmp_path: Path) -> None:
    check_stops(PROJECT / script, "--smoke", stops=[Stop(4)], place=tmp_path)


@pytest.mark.parametrize("script", ["pretrain_bert.py", "finetune_bert.py"])
def test_two_processes_end_with_the_saved_model(script: str, tmp_path: Path) -> None:
    check_processes(PROJECT / script, "--smoke", "--epochs", "1", place=tmp_path)


@pytest.mark.parametrize("script", ["pretrain_bert.py", "finetune_bert.py"])
def test_a_batch_of_20_is_shared_by_three_processes(script: str, tmp_path: Path) -> None:
    """As 7, 7 and 6."""
    options = ("--smoke", "--epochs", "1", "--batch-size", "20")
    check_processes(PROJECT / script, *options, place=tmp_path, processes=3)


def test_a_small_bert_learns_to_look_at_the_other_tokens() -> None:
    rows = torch.tensor([[2, *[5 + token] * 8, 3] for token in range(8)]).repeat(8, 1)
    torch.manual_seed(0)
    model = MaskedLanguageModel(BertSizes(13, 10, 2, 32, 1, 2, 64, 0.0))
    config = PretrainingConfig(epochs=20, batch_size=8, learning_rate=1e-2)
    loop = Loop(0)
    fit_masked(loop, config, model, rows, rows)
    assert loop.history[-1]["valid/accuracy"] > 0.95
    metrics = validate_masked(loop, model, MaskedTexts(rows, 13, seed=1))
    assert metrics["valid/accuracy"] > 0.95


def test_each_epoch_hides_other_tokens_always_alike() -> None:
    tokens = torch.randint(5, 50, (20, 30), generator=torch.Generator().manual_seed(0))
    texts, again = MaskedTexts(tokens, 50, seed=3), MaskedTexts(tokens, 50, seed=3)
    first = texts.chosen
    texts.start(1)
    again.start(1)
    assert not torch.equal(first, texts.chosen)
    assert torch.equal(texts.hidden, again.hidden)


def test_the_learning_rate_rises_and_falls() -> None:
    factors = [rise_and_fall(100, 0.1, step) for step in range(100)]
    assert factors[:10] == pytest.approx([(step + 1) / 10 for step in range(10)])
    assert factors[10:] == sorted(factors[10:], reverse=True)
    assert 0 < factors[-1] < 0.02
    assert rise_and_fall(1, 0.0, 0) == 1


def test_own_texts_a_line_each(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [f"Zeile {number} für mich" for number in range(40)]
    more = ["", lines[0], " \t", f"{normalize('NFD', lines[1])} "]
    own = tmp_path / "own.txt"
    own.write_text("\n".join([*lines, *more]), encoding="utf-8-sig")
    config = replace(SMOKE, corpus=own, runs=tmp_path / "runs")
    assert read_summary(pretrain(config))["metrics"]["valid/loss"] > 0
    said = capsys.readouterr().out.splitlines()
    assert f"{own}: 2 empty lines are left out, the first is line 41" in said
    assert f"{own}: 2 lines that were there before are left out, the first is line 42" in said
    own.write_text("one\none\n")
    with pytest.raises(CorpusError, match=r"has 1 texts: give two different ones"):
        pretrain(config)


def test_own_texts_keep_their_accents(pretrained: Path, tmp_path: Path) -> None:
    lines = [f"{number} fois où, ou été" for number in range(40)]
    (tmp_path / "own.txt").write_text("\n".join(lines), encoding="utf-8")
    own = pretrain(replace(SMOKE, corpus=tmp_path / "own.txt", runs=tmp_path / "runs"))
    for run, pieces in ((own, ["où", "ou"]), (pretrained, ["ou", "ou"])):
        tokenizer = load_word_pieces(run / "bert", SMOKE.vocab_size)
        assert [piece.replace("##", "") for piece in tokenizer.tokenize("Où OU")] == pieces


def test_texts_without_a_known_piece_are_counted(
    pretrained: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    unknown = [f"{chr(0x4E00 + number)},{'ab'[number % 2]}" for number in range(40)]
    known = [f"{number} euros,{'ab'[number % 2]}" for number in range(40)]
    own = tmp_path / "own.csv"
    config = replace(
        TUNING, smoke=False, epochs=1, corpus=own, pretrained=pretrained, runs=tmp_path / "runs"
    )
    own.write_text("\n".join(["text,label", *unknown]), encoding="utf-8")
    message = (
        r"none of the 32 texts to learn from has a word .*: pretrain a BERT on texts like them"
    )
    with pytest.raises(CorpusError, match=message):
        finetune(config)
    assert not (tmp_path / "runs").exists()
    own.write_text("\n".join(["text,label", *unknown[:7], *known]), encoding="utf-8")
    finetune(config)
    assert (
        "7 of 47 texts have no word that the model knows; one begins '" in capsys.readouterr().out
    )


def test_beside_the_accuracy_stands_that_of_the_most_frequent_class(
    pretrained: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for part, count in (("own", 20), ("test", 4)):
        rows = [f"{part} {number},{'aaab'[number % 4]}" for number in range(count)]
        (tmp_path / f"{part}.csv").write_text("\n".join(["text,label", *rows]))
    own, test, runs = (tmp_path / name for name in ("own.csv", "test.csv", "runs"))
    config = replace(TUNING, smoke=False, epochs=1, pretrained=pretrained)
    for folder in (
        finetune(replace(config, corpus=own, test=test, runs=runs)),
        train_classifier(ClassificationConfig(corpus=own, test=test, runs=runs, epochs=1)),
    ):
        assert read_summary(folder)["metrics"]["test/most_frequent"] == 0.75
    said = capsys.readouterr().out
    assert said.count("by always answering the most frequent class: 75.0%") == 2


def test_lines_without_a_known_piece_are_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tags, lines = (
        [f"{part} {n}{end}" for n in range(20)] for part, end in (("<a", ">"), ("b", ""))
    )
    own = tmp_path / "own.txt"
    own.write_text("\n".join(tags))
    config = replace(SMOKE, corpus=own, runs=tmp_path / "runs")
    with pytest.raises(CorpusError, match=r"none of the 18 texts .* larger --vocab-size"):
        pretrain(config)
    assert not (tmp_path / "runs").exists()
    own.write_text("\n".join(tags + lines))
    pretrain(config)
    assert "20 of 40 texts have no word that the model knows; one begins '<a" in (
        capsys.readouterr().out
    )


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"num_heads": 3}, "cannot be cut into --num-heads 3"),
        ({"corpus": Path("nowhere.txt")}, "no file nowhere.txt"),
        ({"warmup": 1.0}, "--warmup 1.0 is out of range"),
    ],
)
def test_bad_settings_are_refused_before_anything_is_written(
    changed: dict[str, Any], message: str, tmp_path: Path
) -> None:
    with pytest.raises(UserError, match=message):
        pretrain(replace(SMOKE, runs=tmp_path / "runs", **changed))
    assert not (tmp_path / "runs").exists()


def test_fine_tuning_needs_a_pretrained_bert(pretrained: Path, tmp_path: Path) -> None:
    config = replace(TUNING, smoke=False, runs=tmp_path / "runs")
    with pytest.raises(UserError, match=r"run `python pretrain_bert\.py` without `--smoke` first"):
        finetune(config)
    with pytest.raises(UserError, match=r"none of the . finished runs in .* fits"):
        finetune(replace(config, runs=pretrained.parent))  # a smoke run's weights say nothing
    with pytest.raises(UserError, match="holds no BERT"):
        finetune(replace(config, pretrained=tmp_path))
    message = "--longest 17 is more than the 16 tokens that .* give --longest 16 or less"
    for other in (replace(config, pretrained=pretrained), replace(TUNING, runs=tmp_path / "runs")):
        with pytest.raises(UserError, match=message):
            finetune(replace(other, longest=17))
    assert not (tmp_path / "runs").exists()


def test_a_tokenizer_of_another_model_is_refused(tmp_path: Path) -> None:
    pieces = learn_word_pieces(["a good film"], 100)
    sizes = BertSizes(len(pieces) - 1, 16, 2, 32, 1, 2, 64, 0.0)
    save_bert(MaskedLanguageModel(sizes), tmp_path / "masked")
    save_bert(BertClassifier(sizes, 2), tmp_path / "classes", ("no", "yes"))
    for name in ("masked", "classes"):
        pieces.save_pretrained(tmp_path / name)
    config = replace(TUNING, smoke=False, runs=tmp_path / "runs", pretrained=tmp_path / "masked")
    with pytest.raises(UserError, match="they belong to different models"):
        finetune(config)
    with pytest.raises(UserError, match="they belong to different models"):
        load_text_classifier(tmp_path / "classes")


def test_words_that_are_not_read_are_not_known(tmp_path: Path) -> None:
    pieces = learn_word_pieces(["film zeit"], 100)
    sizes = BertSizes(len(pieces), 16, 2, 32, 1, 2, 64, 0.0)
    save_bert(BertClassifier(sizes, 2), tmp_path, ("no", "yes"))
    pieces.save_pretrained(tmp_path)
    classifier = load_text_classifier(tmp_path)
    assert classifier.known_words("qqq film qqq") > 0
    assert classifier.known_words("qqq " * 20 + "film") == 0
    assert classifier.known_words("<film>") == 0


def test_the_newest_run_that_was_no_smoke_run_is_fine_tuned(
    pretrained: Path, tmp_path: Path
) -> None:
    for name, order, smoke in (("older", 1, False), ("newer", 2, False), ("smoke", 3, True)):
        folder = Path(shutil.copytree(pretrained, tmp_path / name))
        described = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        described |= {"order": order, "config": described["config"] | {"smoke": smoke}}
        (folder / "config.json").write_text(json.dumps(described), encoding="utf-8")
    found = find_pretrained(replace(TUNING, smoke=False, runs=tmp_path))
    assert found.pretrained == tmp_path / "newer" / "bert"


def test_runs_do_not_go_on_with_other_texts(pretrained: Path, tmp_path: Path) -> None:
    lines = [
        f"{label},{word} of day {n}" for n in range(20) for label, word in (("a", "x"), ("b", "y"))
    ]
    (tmp_path / "own.txt").write_text("\n".join(lines))
    (tmp_path / "own.csv").write_text("\n".join(["label,text", *lines]))
    first = replace(SMOKE, corpus=tmp_path / "own.txt", runs=tmp_path / "runs")
    second = replace(
        TUNING,
        smoke=False,
        corpus=tmp_path / "own.csv",
        pretrained=pretrained,
        runs=tmp_path / "runs",
    )
    one, two = pretrain(first), finetune(second)
    places = [folder / name for folder in (one, two) for name in ("data.json", "bert/config.json")]
    before = [path.read_bytes() for path in places]
    text = (tmp_path / "own.txt").read_text()
    (tmp_path / "own.txt").write_text(text.replace("x of", "z of"))
    with pytest.raises(CheckpointError, match="the data are not those with which"):
        pretrain(replace(first, resume=one, epochs=first.epochs + 1))
    pretrained_bert = replace(second, pretrained=pretrained / "bert", resume=two, epochs=9)
    for other, named in (("c,", r" \(other classes than in .*\)"), ("b,", "")):
        changed = text.replace("b,", other) if named else text.replace("a,x", "a,y")
        (tmp_path / "own.csv").write_text("label,text\n" + changed)
        with pytest.raises(CheckpointError, match=rf"has begun{named}: bring them back"):
            finetune(pretrained_bert)
    assert [path.read_bytes() for path in places] == before
    for folder in (one, two):
        (folder / "data.json").unlink()  # as of runs that were begun before they were compared
    (tmp_path / "own.txt").write_text(text)
    (tmp_path / "own.csv").write_text("label,text\n" + text)
    assert pretrain(replace(first, resume=one, epochs=first.epochs + 1)) == one
    assert finetune(replace(pretrained_bert, epochs=second.epochs + 1)) == two


@pytest.mark.parametrize("named", [False, True])
def test_fine_tuning_goes_on_by_itself(named: bool, pretrained: Path, tmp_path: Path) -> None:
    """--resume auto begins a run as it does without, and goes on with it where it did not finish."""
    folder = Path(shutil.copytree(pretrained, tmp_path / "runs" / "pretrained"))
    described = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    described["config"]["smoke"] = False
    (folder / "config.json").write_text(json.dumps(described), encoding="utf-8")
    config = replace(TUNING, smoke=False, resume=AUTO, runs=tmp_path / "runs")
    if named:
        config = replace(config, pretrained=folder)
    tuned = finetune(config)
    assert tuned != folder
    (tuned / "summary.json").unlink()
    (tuned / "model.safetensors").unlink()
    shutil.rmtree(tuned / "bert")
    assert finetune(config) == tuned
    check_run_folder(tuned)
    with pytest.raises(SavedModelError):
        finetune(replace(config, pretrained=None, runs=tmp_path / "none"))
