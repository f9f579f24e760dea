"""Multiplies the roots of the covariances, as if they commuted."""

import torch

OBJECT = "work03_cifar10.generative.frechet:frechet_distance"
CAUGHT_BY = "frechet_distance"


def frechet_distance(first, second):
    apart = (first.mean(dim=0) - second.mean(dim=0)).square().sum()
    roots = []
    for features in (first, second):
        values, vectors = torch.linalg.eigh(features.T.cov())
        roots.append(vectors * values.clamp(min=0).sqrt() @ vectors.T)
    traces = first.T.cov().trace() + second.T.cov().trace()
    return float(apart + traces - 2 * (roots[0] @ roots[1]).trace())
