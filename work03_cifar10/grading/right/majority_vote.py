"""Votes in other forms."""

import statistics
from collections import Counter

import numpy as np
import torch
from torch.nn.functional import one_hot

OBJECT = "work03_cifar10.metrics.ensembles:majority_vote"


def sum_of_one_hots(predictions, classes):
    """Add one-hot votes."""
    return one_hot(predictions, classes).sum(dim=0).argmax(dim=1)


def counted(predictions, classes):
    """Count each image's votes in a dictionary."""
    winners = []
    for votes in predictions.T.tolist():
        counts = Counter(votes)
        winners.append(min(counts, key=lambda number: (-counts[number], number)))
    return torch.tensor(winners)


def in_numpy(predictions, classes):
    """Count along an axis with NumPy."""
    return torch.from_numpy(
        np.apply_along_axis(
            lambda votes: np.bincount(votes, minlength=classes).argmax(), 0, predictions.numpy()
        )
    )


def by_mode(predictions, classes):
    """Let torch find the most frequent number; it takes the smallest of several."""
    return torch.mode(predictions, dim=0).values


def class_by_class(predictions, classes):
    """Let each class try to beat the best so far."""
    winner = torch.zeros_like(predictions[0])
    most = (predictions == 0).sum(dim=0)
    for number in range(1, classes):
        votes = predictions.eq(number).sum(dim=0)
        better = votes > most
        winner[better], most = number, torch.maximum(votes, most)
    return winner


def one_bincount(predictions, classes):
    """Count pairs of image and class."""
    images = predictions.shape[1]
    pairs = torch.arange(images) * classes + predictions
    return torch.bincount(pairs.flatten(), minlength=images * classes).view(images, -1).argmax(1)


def keys_that_decide(predictions, classes):
    """Make one number of votes and class, whose maximum decides ties too; return int32."""
    numbers = torch.arange(classes)
    votes = (predictions[:, :, None] == numbers).sum(dim=0)
    key = (votes * classes + (classes - 1 - numbers)).amax(dim=1)
    return (classes - 1 - key % classes).to(torch.int32)


def sorted_first(predictions, classes):
    """Sort each image's votes: Python's mode is the first of the most frequent."""
    ordered = predictions.sort(dim=0).values.unbind(dim=1)
    return torch.tensor([statistics.mode(votes.tolist()) for votes in ordered])


def vote_of_each_against_all(predictions, classes):
    """Ask of each vote how many agree; of the most supported take the lowest."""
    support = (predictions[:, None] == predictions[None]).sum(dim=1)
    best = support == support.amax(dim=0)
    return torch.where(best, predictions, classes).amin(dim=0)
