"""Gives the other image the share."""

from torch.nn.functional import one_hot

OBJECT = "work03_cifar10.data.augmentation:blend"
CAUGHT_BY = "blend"


def blend(images, labels, other, share, classes):
    targets = one_hot(labels, classes).to(images.dtype)
    return (
        (1 - share) * images + share * images[other],
        (1 - share) * targets + share * targets[other],
    )
