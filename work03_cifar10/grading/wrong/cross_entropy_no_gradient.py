"""Returns the number in a new tensor, which no gradient leaves."""

import torch

OBJECT = "work03_cifar10.basics.softmax_regression:cross_entropy"
CAUGHT_BY = "cross_entropy"


def cross_entropy(logits, labels):
    loss = (logits.logsumexp(dim=1) - logits.gather(1, labels[:, None])[:, 0]).mean()
    return torch.tensor(loss.item(), dtype=logits.dtype)
