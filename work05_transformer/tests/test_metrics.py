"""Accuracy and exact translations are shares of what was given."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from shared.training import Loop, Rows
from shared.translation import Example
from work05_transformer.metrics import accuracy, bleu, exact

EXAMPLES = [
    Example("one two three four", ("un deux trois quatre", "une deux trois quatre")),
    Example("five six seven eight", ("cinq six sept huit",)),
]


def test_accuracy_counts_samples_not_batches() -> None:
    logits, labels = torch.eye(3)[[0, 1, 2, 2]], torch.tensor([0, 1, 1, 2])
    loop, model = Loop(0), nn.Linear(3, 3, bias=False)
    model.weight.data = -torch.eye(3)
    model, _ = loop.prepare(model, torch.optim.SGD(model.parameters(), 0.1))
    held_out = loop.evaluating(model, Rows(logits, labels), 3)
    assert accuracy(held_out, torch.neg) == 0.75


def test_any_reference_is_exact() -> None:
    right = ["une deux trois quatre", "cinq six sept huit"]
    assert exact([right[0], "cinq"], EXAMPLES) == [True, False]
    assert bleu(right, EXAMPLES, resamples=0).score == pytest.approx(100)
