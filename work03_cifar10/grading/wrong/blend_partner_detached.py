"""Lets no gradient reach the other image."""

from torch.nn.functional import one_hot

OBJECT = "work03_cifar10.data.augmentation:blend"
CAUGHT_BY = "blend"


def blend(images, labels, other, share, classes):
    targets = one_hot(labels, classes).to(images.dtype)
    return (
        share * images + (1 - share) * images.detach()[other],
        share * targets + (1 - share) * targets[other],
    )
