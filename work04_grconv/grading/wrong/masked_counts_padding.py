"""Counts padding as a token."""

import torch

OBJECT = "work04_grconv.translation.loss:masked_loss"
CAUGHT_BY = "masked"


def masked_loss(logits, targets):
    return torch.nn.functional.cross_entropy(logits.flatten(0, 1), targets.flatten())
