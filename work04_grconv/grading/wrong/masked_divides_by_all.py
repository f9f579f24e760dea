"""Divides by all places, padding too."""

import torch

OBJECT = "work04_grconv.translation.loss:masked_loss"
CAUGHT_BY = "masked"


def masked_loss(logits, targets):
    losses = torch.logsumexp(logits, dim=2) - logits.gather(2, targets[:, :, None]).squeeze(2)
    return (losses * (targets != 0)).mean()
