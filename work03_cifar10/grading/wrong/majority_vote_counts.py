"""Returns how many votes the winner has."""

from torch.nn.functional import one_hot

OBJECT = "work03_cifar10.metrics.ensembles:majority_vote"
CAUGHT_BY = "majority_vote"


def majority_vote(predictions, classes):
    return one_hot(predictions, classes).sum(dim=0).amax(dim=1)
