"""Sums over the batch."""

OBJECT = "work03_cifar10.basics.softmax_regression:cross_entropy"
CAUGHT_BY = "cross_entropy"


def cross_entropy(logits, labels):
    return -logits.log_softmax(dim=1).gather(1, labels[:, None]).sum()
