"""Takes the root of the distance."""

import torch

OBJECT = "work03_cifar10.generative.frechet:frechet_distance"
CAUGHT_BY = "frechet_distance"


def frechet_distance(first, second):
    apart = (first.mean(dim=0) - second.mean(dim=0)).square().sum()
    a, b = first.T.cov(), second.T.cov()
    values, vectors = torch.linalg.eigh(a)
    root = vectors * values.clamp(min=0).sqrt() @ vectors.T
    joint = torch.linalg.eigvalsh(root @ b @ root).clamp(min=0).sqrt().sum()
    return float((apart + a.trace() + b.trace() - 2 * joint).clamp(min=0).sqrt())
