"""Takes exponentials of the logits as they are."""

import torch

OBJECT = "work03_cifar10.basics.softmax_regression:cross_entropy"
CAUGHT_BY = "cross_entropy"


def cross_entropy(logits, labels):
    probabilities = logits.exp() / logits.exp().sum(dim=1, keepdim=True)
    return -probabilities[torch.arange(len(labels)), labels].log().mean()
