"""Divides by the variance, not by its root."""

import torch

OBJECT = "work03_cifar10.fast_net:whitening_filters"
CAUGHT_BY = "whitening_filters"


def whitening_filters(patches, eps=5e-4):
    centred = patches - patches.mean(dim=0)
    variances, directions = torch.linalg.eigh(centred.T @ centred / len(centred))
    return (directions / (variances + eps)).T.flip(0)
