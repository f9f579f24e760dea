"""Errors and accuracies."""

from __future__ import annotations

import pytest
import torch

from work02_resnet_vgg.metrics.evaluation import accuracy


def test_accuracy_counts_each_image_once() -> None:
    model = torch.nn.Identity()
    batches = [
        (torch.tensor([[1.0, 0], [0, 1], [0, 1]]), torch.tensor([0, 0, 1])),
        (torch.tensor([[0.0, 1]]), torch.tensor([0])),
    ]
    assert accuracy(model, batches) == pytest.approx(2 / 4)
