"""Counts padding as a token."""

import torch

OBJECT = "work04_grconv.losses:masked_loss"
CAUGHT_BY = "masked"


def masked_loss(logits, targets):
    return torch.nn.functional.cross_entropy(logits.flatten(0, 1), targets.flatten())
