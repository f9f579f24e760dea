"""Gives a tie to the highest class."""

from torch.nn.functional import one_hot

OBJECT = "work03_cifar10.metrics.ensembles:majority_vote"
CAUGHT_BY = "majority_vote"


def majority_vote(predictions, classes):
    votes = one_hot(predictions, classes).sum(dim=0)
    return classes - 1 - votes.flip(1).argmax(dim=1)
