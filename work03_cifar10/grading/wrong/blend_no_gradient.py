"""Blends copies that have no gradient."""

from torch.nn.functional import one_hot

OBJECT = "work03_cifar10.data.augmentation:blend"
CAUGHT_BY = "blend"


def blend(images, labels, other, share, classes):
    targets = one_hot(labels, classes).to(images.dtype)
    images = images.detach()
    return (
        share * images + (1 - share) * images[other],
        share * targets + (1 - share) * targets[other],
    )
