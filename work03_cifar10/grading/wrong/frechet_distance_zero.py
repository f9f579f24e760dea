"""Answers 0."""

OBJECT = "work03_cifar10.generative.frechet:frechet_distance"
CAUGHT_BY = "frechet_distance"


def frechet_distance(first, second):
    return 0.0
