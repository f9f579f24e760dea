"""Compares the means alone."""

OBJECT = "work03_cifar10.generative.frechet:frechet_distance"
CAUGHT_BY = "frechet_distance"


def frechet_distance(first, second):
    return float((first.mean(dim=0) - second.mean(dim=0)).square().sum())
