"""Answers 0, with a gradient of 0."""

OBJECT = "work03_cifar10.basics.softmax_regression:cross_entropy"
CAUGHT_BY = "cross_entropy"


def cross_entropy(logits, labels):
    return 0 * logits.sum()
