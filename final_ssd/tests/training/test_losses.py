"""Each loss against torchvision's and torch's; hard negatives."""

from __future__ import annotations

import torch
from random_boxes import random_boxes
from torch.nn.functional import smooth_l1_loss
from torchvision.ops import generalized_box_iou_loss, sigmoid_focal_loss

from final_ssd.training.losses import focal_loss, giou_loss, hard_negatives, smooth_l1


def test_each_loss_is_torchvisions() -> None:
    torch.manual_seed(0)
    logits = 3 * torch.randn(50, 4, dtype=torch.float64)
    targets = (torch.rand(50, 4) < 0.2).double()
    torch.testing.assert_close(focal_loss(logits, targets), sigmoid_focal_loss(logits, targets))
    for beta in (0.1, 1.0):
        torch.testing.assert_close(
            smooth_l1(logits, targets, beta),
            smooth_l1_loss(logits, targets, beta=beta, reduction="none"),
        )
    first, second = random_boxes(50), random_boxes(50, seed=1)
    torch.testing.assert_close(giou_loss(first, second), generalized_box_iou_loss(first, second))


def test_focal_loss_without_focus_is_half_of_cross_entropy() -> None:
    logits, targets = torch.randn(20), torch.ones(20)
    expected = torch.nn.functional.binary_cross_entropy_with_logits(
        logits, targets, reduction="none"
    )
    torch.testing.assert_close(focal_loss(logits, targets, alpha=0.5, gamma=0), 0.5 * expected)


def test_hard_negatives_are_the_worst_of_each_image() -> None:
    losses = torch.tensor([[9.0, 1, 5, 4, 3, 2, 0], [1, 2, 3, 4, 5, 6, 7]])
    positives = torch.tensor([[True, False, False, False, False, False, False], [False] * 7])
    negatives = ~positives
    negatives[0, 2] = False  # in the ignored band, although its loss is high
    chosen = hard_negatives(losses, positives, negatives)
    assert chosen[0].nonzero().flatten().tolist() == [3, 4, 5]
    assert not chosen[1].any()
