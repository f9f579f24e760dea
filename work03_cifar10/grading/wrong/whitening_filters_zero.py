"""Returns zeros."""

OBJECT = "work03_cifar10.models.fast_net:whitening_filters"
CAUGHT_BY = "whitening_filters"


def whitening_filters(patches, eps=5e-4):
    return patches.new_zeros(patches.shape[1], patches.shape[1])
