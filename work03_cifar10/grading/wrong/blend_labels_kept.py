"""Blends the images and keeps the labels."""

from torch.nn.functional import one_hot

OBJECT = "work03_cifar10.data.augmentation:blend"
CAUGHT_BY = "blend"


def blend(images, labels, other, share, classes):
    return share * images + (1 - share) * images[other], one_hot(labels, classes).to(images.dtype)
