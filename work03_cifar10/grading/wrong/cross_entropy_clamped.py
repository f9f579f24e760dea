"""Keeps probabilities away from 0, and with them the loss from its size."""

OBJECT = "work03_cifar10.basics.softmax_regression:cross_entropy"
CAUGHT_BY = "cross_entropy"


def cross_entropy(logits, labels):
    chosen = softmax(logits).gather(1, labels[:, None])
    return -chosen.clamp(min=1e-12).log().mean()
