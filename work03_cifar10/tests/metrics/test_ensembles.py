"""Votes and mean probabilities of several networks."""

from __future__ import annotations

import torch
from hypothesis import given
from hypothesis import strategies as st

from work03_cifar10.metrics.ensembles import majority_vote, mean_probabilities


@given(models=st.integers(1, 7), classes=st.integers(1, 5))
def test_a_majority_is_torchs_mode(models: int, classes: int) -> None:
    predictions = torch.randint(0, classes, (models, 40))
    assert torch.equal(majority_vote(predictions, classes), predictions.mode(dim=0).values)


def test_a_sure_model_outweighs_two_doubtful_ones() -> None:
    logits = torch.tensor([[[9.0, 0]], [[0, 0.1]], [[0, 0.1]]])
    assert majority_vote(logits.argmax(dim=2), 2).tolist() == [1]
    assert mean_probabilities(logits).argmax(dim=1).tolist() == [0]
