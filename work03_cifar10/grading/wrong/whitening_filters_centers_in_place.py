"""Centers the caller's patches."""

import torch

OBJECT = "work03_cifar10.models.fast_net:whitening_filters"
CAUGHT_BY = "whitening_filters"


def whitening_filters(patches, eps=5e-4):
    patches -= patches.mean(dim=0)
    variances, directions = torch.linalg.eigh(patches.T @ patches / len(patches))
    return (directions / (variances + eps).sqrt()).T.flip(0)
