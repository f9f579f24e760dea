"""Has another eps by default."""

import torch

OBJECT = "work03_cifar10.models.fast_net:whitening_filters"
CAUGHT_BY = "whitening_filters"


def whitening_filters(patches, eps=5e-3):
    centered = patches - patches.mean(dim=0)
    variances, directions = torch.linalg.eigh(centered.T @ centered / len(centered))
    return (directions / (variances + eps).sqrt()).T.flip(0)
