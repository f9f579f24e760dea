"""Forgets the logarithm."""

from work04_grconv.text.vocabulary import PAD

OBJECT = "work04_grconv.translation.loss:masked_loss"
CAUGHT_BY = "masked"


def masked_loss(logits, targets):
    losses = 1 - logits.softmax(dim=2).gather(2, targets[:, :, None]).squeeze(2)
    words = targets != PAD
    return losses[words].sum() / words.sum()
