"""Takes second moments for the covariance."""

import torch

OBJECT = "work03_cifar10.models.fast_net:whitening_filters"
CAUGHT_BY = "whitening_filters"


def whitening_filters(patches, eps=5e-4):
    moments = patches.T @ patches / len(patches)
    variances, directions = torch.linalg.eigh(moments)
    return (directions / (variances + eps).sqrt()).T.flip(0)
