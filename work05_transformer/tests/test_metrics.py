"""Accuracy and exact translations are shares of what was given."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from shared.translation import Example
from work05_transformer.metrics import accuracy, bleu, exact

EXAMPLES = [Example("one", ("un", "une")), Example("two", ("deux",))]


def test_accuracy_counts_samples_not_batches() -> None:
    logits, labels = torch.eye(3)[[0, 1, 2, 2]], torch.tensor([0, 1, 1, 2])
    batches = zip(logits.split(3), labels.split(3), strict=True)
    assert accuracy(nn.Identity(), batches) == 75.0


def test_any_reference_is_exact() -> None:
    assert exact(["une", "two"], EXAMPLES) == [True, False]
    assert bleu(["une", "deux"], EXAMPLES, resamples=0).score == pytest.approx(100)
