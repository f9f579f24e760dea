"""The study's gradients, and what it compares losses with."""

from __future__ import annotations

import dataclasses
import math

import pytest
import torch

from shared.training import Loop
from work05_transformer.studies import normalization
from work05_transformer.studies.normalization import (
    frequency_loss,
    initial_gradients,
    layer_gradients,
    learning,
    learning_curve,
    load_batches,
    progress,
    translator,
)
from work05_transformer.text.sentences import PADDING, PairBatches
from work05_transformer.training.translation import make_transformer

CONFIG = dataclasses.replace(
    normalization.CONFIG,
    data="sample",
    train_sentences=200,
    vocab_size=280,
    d_model=16,
    num_heads=2,
    d_ff=32,
)


@pytest.fixture(scope="module")
def batches() -> PairBatches:
    return load_batches(CONFIG)[0]


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
    model = make_transformer(dataclasses.replace(CONFIG, num_layers=3, pre_norm=pre_norm), 280)
    norms = layer_gradients(model, batches.__getitems__([0]))
    assert len(norms) == 3
    down = model.get_parameter("decoder.layers.2.feed_forward.down.weight")
    assert norms[2] == pytest.approx(down.grad.norm().item())  # type: ignore[union-attr]
    assert all(norm > 0 for norm in norms)


def test_learning_stops_after_its_steps_or_where_the_loss_is_lost(batches: PairBatches) -> None:
    torch.manual_seed(0)
    model = make_transformer(dataclasses.replace(CONFIG, num_layers=1, pre_norm=True), 280)
    losses = list(learning(Loop(0), model, batches, learning_rate=2e-3, warmup=5, steps=12))
    assert len(losses) == 12
    assert losses[-1] < losses[0]
    model.embedding.weight.data.fill_(math.nan)
    assert len(list(learning(Loop(0), model, batches, learning_rate=2e-3, warmup=0, steps=12))) == 1


def test_a_short_run_is_measured() -> None:
    config = {"model": dataclasses.replace(CONFIG, num_layers=1), "failed_above": 0.9}
    learns = {"steps": 22, "learning_rate": 2e-3, "warmup": 2}
    measured = learning_curve({**config, **learns}, seed=0)
    assert len(measured["train/losses"]) == 3
    assert measured["failed"] == 1  # so few steps do not beat the frequencies
    lost = learning_curve({**config, **learns, "learning_rate": math.inf}, seed=0)
    assert (lost["failed"], "train/loss" in lost) == (1, False)
    translated = translator({**config, **learns, "tested": 2}, seed=0)
    assert {**measured, "values/BLEU": translated["values/BLEU"]} == translated
    assert 0 <= translated["values/BLEU"] < 20


def test_translating_on_the_way_changes_nothing_of_the_training() -> None:
    model = dataclasses.replace(CONFIG, num_layers=1)
    learns = {"model": model, "learning_rate": 2e-3, "warmup": 2, "tested": 3, "failed_above": 0.9}
    after = progress({**learns, "steps": 24, "every": 12}, seed=0)["after"]
    assert list(after) == ["12", "24"]
    for steps in (12, 24):
        there = translator({**learns, "steps": steps}, seed=0)
        assert after[str(steps)]["values/BLEU"] == there["values/BLEU"]
    last = translator({**learns, "steps": 12}, seed=0)["train/loss"]  # of all twelve
    assert after["12"]["train/loss"] == pytest.approx(last)
    assert after["24"]["train/loss"] < after["12"]["train/loss"]


def test_gradients_come_with_their_ratio() -> None:
    measured = initial_gradients(dataclasses.replace(CONFIG, num_layers=2), seed=0)
    first, last = measured["grad_norm/layers"]
    assert measured["grad_norm/first_over_last"] == pytest.approx(first / last)
