"""The experiments, in miniature, and the drawings of the report."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import torch

from shared.translation import Splits, controlled_corpus
from work04_grconv import data, everyday_study, study, study_runs
from work04_grconv.figures.diagram import draw_translator, trace
from work04_grconv.text.vocabulary import END, PAD
from work04_grconv.training.loop import TrainConfig
from work04_grconv.translation.d2l_recipe import D2LTranslator, fixed_steps
from work04_grconv.translation.translator import Kind, Sizes, Translator

TINY = TrainConfig(data="sample", pairs=64, embedding=8, hidden=8, epochs=1, batch_size=32, beam=2)


def results(folder: Path, name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((folder / f"{name}.json").read_text())
    return content


def test_the_study_of_encoders_trains_each_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = dataclasses.replace(TINY, runs=tmp_path / "runs")
    monkeypatch.setattr(study, "ENCODERS", config)
    monkeypatch.setattr(study, "DEFAULT", config)
    monkeypatch.setattr(study, "RESULTS", tmp_path)
    monkeypatch.setattr(study, "LENGTHS", ((1, 15), (16, 60)))
    study.encoders([0])
    study.parses([0])
    assert len(list((tmp_path / "runs").iterdir())) == 3
    names = [row["translator"] for row in results(tmp_path, "encoders")["rows"]]
    assert names == list(study_runs.NAMES.values())
    (short, _) = results(tmp_path, "encoders_by_length")["rows"]
    assert short["source words"] == "1 to 15"
    hundreds, thousands = results(tmp_path, "parses")["rows"]
    assert 30 < hundreds["by chance %"] < 60
    assert 0 < thousands["by chance %"] < 50


def test_the_study_of_everyday_sentences(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def few(**_: Any) -> Splits:
        made = controlled_corpus(64, held_out=10)
        return Splits(made.train, made.valid, {"test": made.tests["values"]})

    monkeypatch.setattr(everyday_study, "fra_eng", few)
    monkeypatch.setattr(data, "fra_eng", few)
    monkeypatch.setattr(everyday_study, "RESULTS", tmp_path)
    config = dataclasses.replace(TINY, data="fra-eng", vocabulary=40, runs=tmp_path / "runs")
    monkeypatch.setattr(everyday_study, "EVERYDAY", config)
    sizes = {name: everyday_study.VOCABULARIES[name] for name in ("words, all", "words, 1,000")}
    monkeypatch.setattr(everyday_study, "VOCABULARIES", {**sizes, "few": {"vocabulary": 20}})
    everyday_study.vocabularies([0])
    (everything, many, few_words) = results(tmp_path, "vocabularies")["rows"]
    assert everything["English"] == many["English"] > few_words["English"]
    everyday_study.compare("everyday", config, [0])
    rows = results(tmp_path, "everyday")["rows"]
    assert [row["translator"] for row in rows] == [
        "D2L, sequence to sequence", "D2L, attention",
        "ours, RNN encoder", "ours, grConv encoder", "ours, attention",
    ]  # fmt: skip
    unknown = results(tmp_path, "everyday_unknown")["rows"][0]
    assert any(name.startswith("unknown words") for name in unknown)


def test_gradients_are_measured_for_each_cell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(study, "RESULTS", tmp_path)
    study.gradients([0])
    rows = {row["network"]: row for row in results(tmp_path, "gradients")["rows"]}
    assert rows["RNN, radius 0.9"]["100 steps back"][0] < 1e-3


@pytest.mark.parametrize("attention", [False, True])
def test_d2ls_recipe_learns_one_batch_by_heart(attention: bool) -> None:
    torch.manual_seed(0)
    model = D2LTranslator(12, 12, attention=attention)
    source = fixed_steps([[4, 5, 6], [7], [8, 9]], 5)
    target = fixed_steps([[6, 5], [7, 7, 7], [4]], 5)
    assert target.tokens.tolist()[0] == [6, 5, END, PAD, PAD]
    optimizer = torch.optim.Adam(model.parameters(), 0.005)
    for _ in range(40):
        optimizer.zero_grad()
        loss = model.loss(source, target)
        loss.backward()
        optimizer.step()
    assert loss < 0.1
    assert model.eval().translate(source, 5) == [[6, 5], [7, 7, 7], [4]]


def test_fixed_steps_cut_the_end_of_long_sentences() -> None:
    cut = fixed_steps([[4, 5, 6, 7]], 3)
    assert cut.tokens.tolist() == [[4, 5, 6]]
    assert cut.lengths.tolist() == [3]


@pytest.mark.parametrize("kind", ["gru", "grconv", "attention"])
def test_a_diagram_counts_every_parameter_and_is_xml(kind: Kind) -> None:
    translator = Translator(Sizes(kind, 11, 9, 5, 6, activation="relu", dropout=0.0))
    parts = trace(translator)
    assert sum(part.parameters for part in parts) == sum(p.numel() for p in translator.parameters())
    shapes = {part.path: part.shape for part in parts}
    assert shapes["encoder.embedding"] == "batch × source × 5"
    assert shapes["decoder.scores"] == "target × batch × 9"
    drawing = ElementTree.fromstring(draw_translator(translator))
    assert drawing.tag.endswith("svg")
