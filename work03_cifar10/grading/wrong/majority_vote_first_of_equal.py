"""Gives a tie to the class that the first model of them chose."""

from collections import Counter

import torch

OBJECT = "work03_cifar10.metrics.ensembles:majority_vote"
CAUGHT_BY = "majority_vote"


def majority_vote(predictions, classes):
    winners = [Counter(votes).most_common(1)[0][0] for votes in predictions.T.tolist()]
    return torch.tensor(winners)
