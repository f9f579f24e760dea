"""Answers class 0 where none has more than half of the votes."""

import torch
from torch.nn.functional import one_hot

OBJECT = "work03_cifar10.metrics.ensembles:majority_vote"
CAUGHT_BY = "majority_vote"


def majority_vote(predictions, classes):
    votes = one_hot(predictions, classes).sum(dim=0)
    return torch.where(votes.amax(dim=1) * 2 > len(predictions), votes.argmax(dim=1), 0)
