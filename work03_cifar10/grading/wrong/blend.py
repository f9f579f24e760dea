"""Mistakes in blend: each function is one, and its docstring says which."""

import torch
from torch.nn.functional import one_hot

OBJECT = "work03_cifar10.data.augmentation:blend"


def in_place(images, labels, other, share, classes):
    """Writes the blend over the images."""
    targets = one_hot(labels, classes).to(images.dtype)
    partners = images[other].clone()
    with torch.no_grad():
        images.mul_(share).add_((1 - share) * partners)
    return images, share * targets + (1 - share) * targets[other]


def labels_kept(images, labels, other, share, classes):
    """Blends the images and keeps the labels."""
    return share * images + (1 - share) * images[other], one_hot(labels, classes).to(images.dtype)


def largest_label(images, labels, other, share, classes):
    """Makes as many classes as the batch has."""
    targets = one_hot(labels).to(images.dtype)
    return (
        share * images + (1 - share) * images[other],
        share * targets + (1 - share) * targets[other],
    )


def no_gradient(images, labels, other, share, classes):
    """Blends copies that have no gradient."""
    targets = one_hot(labels, classes).to(images.dtype)
    images = images.detach()
    return (
        share * images + (1 - share) * images[other],
        share * targets + (1 - share) * targets[other],
    )


def own_partner(images, labels, other, share, classes):
    """Blends with the images in reverse order, whatever `other` says."""
    targets = one_hot(labels, classes).to(images.dtype)
    return (
        share * images + (1 - share) * images.flip(0),
        share * targets + (1 - share) * targets.flip(0),
    )


def partner_detached(images, labels, other, share, classes):
    """Lets no gradient reach the other image."""
    targets = one_hot(labels, classes).to(images.dtype)
    return (
        share * images + (1 - share) * images.detach()[other],
        share * targets + (1 - share) * targets[other],
    )


def shares_swapped(images, labels, other, share, classes):
    """Gives the other image the share."""
    targets = one_hot(labels, classes).to(images.dtype)
    return (
        (1 - share) * images + share * images[other],
        (1 - share) * targets + share * targets[other],
    )


def targets_in_float64(images, labels, other, share, classes):
    """Makes targets in float64, whatever the images are in."""
    targets = one_hot(labels, classes).double()
    return (
        share * images + (1 - share) * images[other],
        share * targets + (1 - share) * targets[other],
    )
