"""Answers class 0."""

import torch

OBJECT = "work03_cifar10.metrics.ensembles:majority_vote"
CAUGHT_BY = "majority_vote"


def majority_vote(predictions, classes):
    return torch.zeros_like(predictions[0])
