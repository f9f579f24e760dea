"""`python train_classifier.py`: five networks learn, a run serves classify.py."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from shared.errors import UserError
from shared.training import CheckpointError, Loop, Rows, read_metrics, read_summary
from shared.training.folder.run_folder import check_run_folder
from shared.training.settings.config import AUTO
from shared.training.testing.processes import check_processes
from shared.training.testing.stops import Stop, check_stops, only_run, run_script
from work05_transformer.errors import CorpusError
from work05_transformer.metrics import accuracy
from work05_transformer.models.classifier import (
    MODELS,
    Classifier,
    ClassifierSizes,
    load_classifier,
)
from work05_transformer.training.classification import cut_off, fit, load_splits, train_classifier
from work05_transformer.training.config import ClassificationConfig

SCRIPT = Path(__file__).parents[2] / "train_classifier.py"
SMOKE = ClassificationConfig.smoke_test()


@pytest.mark.parametrize("name", MODELS)
def test_classifiers_learn_a_class_by_a_word(name: Any) -> None:
    generator = torch.Generator().manual_seed(1)
    words = torch.randint(2, 18, (256, 9), generator=generator)
    labels = torch.arange(256) % 2
    words[torch.arange(256), torch.randint(9, (256,), generator=generator)] = 18 + labels
    config = ClassificationConfig(epochs=8, batch_size=32, learning_rate=1e-2)
    torch.manual_seed(0)
    sizes = ClassifierSizes(name, 8, 12, ("a", "b"), tuple("cdefghijklmnopqrst"))
    loop = Loop(0)
    model = fit(
        loop, config, Classifier(sizes, dropout=0.0).model, (words, labels), (words, labels)
    )
    assert accuracy(loop.evaluating(model, Rows(words, labels), 100)) > 0.95
    assert loop.history[-1]["valid/accuracy"] > 0.95


def test_a_smoke_run_leaves_a_complete_run_folder(classifier_run: Path) -> None:
    check_run_folder(classifier_run)
    reached = read_summary(classifier_run)["metrics"]
    assert set(reached) == {"valid/accuracy", "test/accuracy", "test/most_frequent"}
    assert reached["test/accuracy"] > 0.9


def test_a_stopped_run_ends_as_an_undisturbed_one(classifier_run: Path, tmp_path: Path) -> None:
    stops = [Stop(7), Stop("finish")]
    check_stops(SCRIPT, "--smoke", stops=stops, place=tmp_path, undisturbed=classifier_run)


def test_two_processes_reach_what_one_does(classifier_run: Path, tmp_path: Path) -> None:
    """Dropout draws other units, but the batches and what is measured are the same."""
    options = ("--smoke", "--dropout", "0")
    for processes in (0, 2):
        done = run_script(
            SCRIPT, *options, "--runs", str(tmp_path / str(processes)), processes=processes
        )
        assert done.returncode == 0, done.stderr
    one, two = (read_metrics(only_run(tmp_path / name)) for name in "02")
    for here, there in zip(one, two, strict=True):
        assert here["train/loss"] == pytest.approx(there["train/loss"], rel=1e-4)
        assert here["valid/accuracy"] == there["valid/accuracy"]


def test_a_batch_of_20_is_shared_by_three_processes(tmp_path: Path) -> None:
    """As 7, 7 and 6."""
    options = ("--smoke", "--batch-size", "20")
    check_processes(SCRIPT, *options, place=tmp_path, processes=3)


def own_corpus(folder: Path) -> Path:
    """Write 60 sentences in three classes, told apart by a word."""
    words = {"sport": "goal", "food": "soup", "天气": "下雨"}
    with (folder / "own.csv").open("w", encoding="utf-8-sig", newline="") as stream:
        table = csv.writer(stream)
        table.writerow(["label", "text"])
        for number in range(20):
            for label, word in words.items():
                table.writerow([label, f"the {word} of day {number}"])
    return folder / "own.csv"


def test_own_texts_keep_the_names_of_their_classes(tmp_path: Path) -> None:
    config = ClassificationConfig(corpus=own_corpus(tmp_path), runs=tmp_path / "runs", epochs=20)
    folder = train_classifier(config)
    assert read_summary(folder)["metrics"]["test/accuracy"] == 1
    classifier = load_classifier(folder)
    assert classifier.sizes.classes == ("food", "sport", "天气")
    texts = ["soup!", "a goal", "明天下雨"]
    assert classifier.probabilities(texts).argmax(1).tolist() == [0, 1, 2]
    assert classifier.known_words("nothing known") == 0


def test_a_run_does_not_go_on_with_other_texts(tmp_path: Path) -> None:
    """What is refused leaves the finished run as it was; without its end, auto refuses it, too."""
    corpus = own_corpus(tmp_path)
    whole = corpus.read_text(encoding="utf-8")
    config = ClassificationConfig(corpus=corpus, runs=tmp_path / "runs", epochs=2)
    folder = train_classifier(config)
    described = (folder / "classifier.json").read_bytes()
    probabilities = load_classifier(folder).probabilities(["soup", "a goal"])
    more = replace(config, resume=folder, epochs=3)
    mice = "".join(f"mouse,the mouse of day {number}\n" for number in range(5))
    others = {
        whole.replace("sport,", "zebra,"): r" \(other classes than in .*\)",
        whole + mice: r" \(other classes than in .*\)",
        whole.replace("goal of", "soup of"): r" \(other words than in .*\)",
        whole.replace("sport,the goal of day 1", "food,the goal of day 1"): "",
    }
    for text, named in others.items():
        corpus.write_text(text, encoding="utf-8")
        with pytest.raises(CheckpointError, match=rf"has begun{named}: bring them back"):
            train_classifier(more)
    assert (folder / "classifier.json").read_bytes() == described
    again = load_classifier(folder)
    assert again.classes == ("food", "sport", "天气")
    assert torch.equal(again.probabilities(["soup", "a goal"]), probabilities)
    (folder / "summary.json").unlink()
    with pytest.raises(CheckpointError, match="the data are not those with which"):
        train_classifier(replace(more, resume=AUTO))
    corpus.write_text(whole, encoding="utf-8")
    assert train_classifier(replace(more, resume=AUTO)) == folder


def test_a_run_that_was_begun_before_texts_were_compared_goes_on(tmp_path: Path) -> None:
    config = replace(SMOKE, runs=tmp_path)
    folder = train_classifier(config)
    path = folder / "classifier.json"
    values = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({k: v for k, v in values.items() if k != "data"}))
    load_classifier(folder)
    train_classifier(replace(config, resume=folder, epochs=config.epochs + 1))
    assert json.loads(path.read_text(encoding="utf-8")) == values


def test_texts_that_are_cut_are_counted(tmp_path: Path) -> None:
    config = ClassificationConfig(corpus=own_corpus(tmp_path), longest=5)
    (said,) = cut_off(config, load_splits(config))
    assert said.startswith("20 of 60 texts have more than --longest 5 words, what is behind these")
    assert "one begins 'the 下雨 of day " in said
    assert cut_off(replace(config, longest=6), load_splits(config)) == []


def test_texts_without_a_known_word_are_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    corpus = own_corpus(tmp_path)
    with corpus.open("a", encoding="utf-8") as stream:
        stream.writelines(f"food,{'.' * number}\n" for number in range(1, 6))
    train_classifier(ClassificationConfig(corpus=corpus, runs=tmp_path / "runs", epochs=1))
    said = capsys.readouterr().out
    assert "5 of 65 texts have no word that the model knows; one begins '." in said


def test_texts_of_unknown_words_alone_are_refused(tmp_path: Path) -> None:
    rows = [f"{chr(0x4E00 + number)},{'ab'[number % 2]}" for number in range(40)]
    (tmp_path / "own.csv").write_text("\n".join(["text,label", *rows]), encoding="utf-8")
    config = ClassificationConfig(corpus=tmp_path / "own.csv", runs=tmp_path / "runs", epochs=1)
    message = (
        r"none of the 32 texts to learn from has a word .* than --least 2 times; give --least 1"
    )
    with pytest.raises(CorpusError, match=message):
        train_classifier(config)
    marks = [f"{'.' * (number + 1)},{'ab'[number % 2]}" for number in range(40)]
    (tmp_path / "marks.csv").write_text("\n".join(["text,label", *marks]), encoding="utf-8")
    with pytest.raises(CorpusError, match="knows: give others, with letters"):
        train_classifier(replace(config, corpus=tmp_path / "marks.csv"))
    assert not (tmp_path / "runs").exists()
    train_classifier(replace(config, least=1))


def test_weights_of_another_number_of_classes_are_named(
    classifier_run: Path, tmp_path: Path
) -> None:
    for path in classifier_run.iterdir():
        if path.is_file():
            (tmp_path / path.name).write_bytes(path.read_bytes())
    values = json.loads((tmp_path / "classifier.json").read_text())
    values["classes"].append("German")
    (tmp_path / "classifier.json").write_text(json.dumps(values))
    with pytest.raises(UserError, match=r"tell 2 classes apart, .*classifier\.json names 3"):
        load_classifier(tmp_path)
    del values["words"]
    (tmp_path / "classifier.json").write_text(json.dumps(values))
    with pytest.raises(UserError, match=r"classifier\.json is damaged"):
        load_classifier(tmp_path)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"epochs": 0}, "--epochs 0 is out of range"),
        ({"held_out": 0}, "--held-out 0 is out of range"),
        ({"dropout": 1.5}, "--dropout 1.5 is out of range"),
        ({"text_column": "body"}, "--text-column and --label-column need --corpus"),
        ({"model": "transformer", "embedding_dim": 15}, "--embedding-dim 15 is odd"),
        ({"valid": Path("v.csv")}, "name them by --corpus"),
        ({"corpus": Path("nowhere.csv")}, "no file nowhere.csv"),
    ],
)
def test_bad_settings_are_refused_before_anything_is_written(
    changed: dict[str, Any], message: str, tmp_path: Path
) -> None:
    with pytest.raises(UserError, match=message):
        train_classifier(replace(SMOKE, runs=tmp_path / "runs", **changed))
    assert not (tmp_path / "runs").exists()
