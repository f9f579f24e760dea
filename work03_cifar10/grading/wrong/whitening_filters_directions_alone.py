"""Does not scale the directions."""

import torch

OBJECT = "work03_cifar10.models.fast_net:whitening_filters"
CAUGHT_BY = "whitening_filters"


def whitening_filters(patches, eps=5e-4):
    centered = patches - patches.mean(dim=0)
    _, directions = torch.linalg.eigh(centered.T @ centered / len(centered))
    return directions.T.flip(0)
