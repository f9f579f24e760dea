"""The studies' own arithmetic, and that every study has a name and says what it measures."""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path

import pytest
import torch

from shared.reporting import save_results
from work05_transformer import norm_study
from work05_transformer.earlier import measured_before
from work05_transformer.norm_study import frequency_loss, layer_gradients, learn
from work05_transformer.parts_study import BASE, CHANGES
from work05_transformer.sentences import PADDING, PairBatches, Sentences
from work05_transformer.study import STUDIES
from work05_transformer.translation_training import load_splits, make_transformer

CONFIG = dataclasses.replace(
    norm_study.CONFIG,
    data="sample",
    train_sentences=200,
    vocabulary=280,
    width=16,
    heads=2,
    hidden=32,
)


@pytest.fixture(scope="module")
def batches() -> PairBatches:
    splits = load_splits(CONFIG)
    return PairBatches(splits.train, Sentences.learn(splits.train, 280), CONFIG.batch_tokens)


def test_every_study_says_what_it_measures() -> None:
    for study in STUDIES.values():
        assert (study.__doc__ or "").splitlines()[0].endswith(".")


def test_guessing_by_frequency_is_the_entropy_of_the_tokens(batches: PairBatches) -> None:
    targets = torch.cat([targets.flatten() for _, _, targets in batches.batches])
    targets = targets[targets != PADDING]
    counts = torch.bincount(targets, minlength=280).double()
    log_shares = (counts / counts.sum()).log()
    expected = -log_shares[targets].mean().item()
    assert frequency_loss(batches) == pytest.approx(expected)
    assert expected < math.log(280)


@pytest.mark.parametrize("pre_norm", [False, True])
def test_gradients_are_those_of_each_layers_last_matrix(
    pre_norm: bool, batches: PairBatches
) -> None:
    torch.manual_seed(0)
    model = make_transformer(dataclasses.replace(CONFIG, layers=3, pre_norm=pre_norm), 280)
    norms = layer_gradients(model, batches.__getitems__([0]))
    assert len(norms) == 3
    down = model.get_parameter("decoder.layers.2.feed_forward.down.weight")
    assert norms[2] == pytest.approx(down.grad.norm().item())  # type: ignore[union-attr]
    assert all(norm > 0 for norm in norms)


def test_learning_stops_after_its_steps_or_where_the_loss_is_lost(batches: PairBatches) -> None:
    torch.manual_seed(0)
    model = make_transformer(dataclasses.replace(CONFIG, layers=1, pre_norm=True), 280)
    losses = learn(model, batches, 0, warmup=5, steps=12)
    assert len(losses) == 12
    assert losses[-1] < losses[0]
    model.embedding.weight.data.fill_(math.nan)
    assert len(learn(model, batches, 0, warmup=0, steps=12)) == 1


def test_study_c_changes_one_thing_at_a_time() -> None:
    for change, fields in CHANGES.items():
        assert len(fields) == (0 if change.startswith("none") else 1)
        for name, value in fields.items():
            assert getattr(BASE, name) != value


def test_a_study_goes_on_where_it_stopped(tmp_path: Path) -> None:
    path = tmp_path / "study.json"
    assert measured_before(path, {}) == ([], [])
    rows = [{"change": "none", "loss": [1.5, 2.5]}]
    save_results(path, command="…", rows=rows, config={"steps": (1, 2)}, seeds=[0, 3])
    assert measured_before(path, {"steps": (1, 2)}) == (rows, [0, 3])
    assert measured_before(path, {"steps": (1, 3)}) == ([], [])  # of another configuration
