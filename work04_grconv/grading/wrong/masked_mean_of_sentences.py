"""Averages sentences, so that a short one weighs as much as a long one."""

import torch

OBJECT = "work04_grconv.translation.loss:masked_loss"
CAUGHT_BY = "masked"


def masked_loss(logits, targets):
    losses = torch.logsumexp(logits, dim=2) - logits.gather(2, targets[:, :, None]).squeeze(2)
    words = targets != 0
    return ((losses * words).sum(dim=1) / words.sum(dim=1)).mean()
