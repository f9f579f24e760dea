"""Writes the blend over the images."""

import torch
from torch.nn.functional import one_hot

OBJECT = "work03_cifar10.data.augmentation:blend"
CAUGHT_BY = "blend"


def blend(images, labels, other, share, classes):
    targets = one_hot(labels, classes).to(images.dtype)
    partners = images[other].clone()
    with torch.no_grad():
        images.mul_(share).add_((1 - share) * partners)
    return images, share * targets + (1 - share) * targets[other]
