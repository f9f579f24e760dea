"""Errors and accuracies."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from shared.training import Loop, Rows
from work02_resnet_vgg.metrics.evaluation import accuracy, errors

LOGITS = torch.tensor([[1.0, 0], [0, 1], [0, 1], [0, 1]])
LABELS = torch.tensor([0, 0, 1, 0])


class BothSigns(nn.Module):
    def forward(self, logits: Tensor) -> dict[str, Tensor]:
        return {"same": logits, "opposite": -logits}


def test_accuracy_counts_each_image_once() -> None:
    held_out = Loop(0).evaluating(nn.Identity(), Rows(LOGITS, LABELS), 3)
    assert accuracy(held_out) == pytest.approx(2 / 4)


def test_each_network_has_its_own_error() -> None:
    model = BothSigns().train()
    held_out = Loop(0).evaluating(model, Rows(LOGITS, LABELS[[0, 1, 2, 2]]), 3)
    assert errors(held_out) == {"same": pytest.approx(1 / 4), "opposite": pytest.approx(3 / 4)}
    assert model.training, "it must go on training"
