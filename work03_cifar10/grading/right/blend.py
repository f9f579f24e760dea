"""Blending in other forms."""

import numpy as np
import torch

OBJECT = "work03_cifar10.data.augmentation:blend"


def blend_by_lerp(images, labels, other, share, classes):
    """Go from the other image towards the first."""
    targets = one_hot(labels, classes).to(images.dtype)
    return images[other].lerp(images, share), targets[other].lerp(targets, share)


def blend_image_by_image(images, labels, other, share, classes):
    """Take one pair after the other."""
    blended, targets = [], images.new_zeros(len(images), classes)
    for number, partner in enumerate(other.tolist()):
        blended.append(images[number] * share + images[partner] * (1 - share))
        targets[number, labels[number]] += share
        targets[number, labels[partner]] += 1 - share
    return torch.stack(blended), targets


def blend_rows_of_the_identity(images, labels, other, share, classes):
    """Take one-hot labels from the identity matrix; start from the other image."""
    rows = torch.eye(classes, dtype=images.dtype)
    first, second = rows[labels], rows[labels[other]]
    apart = images - images.index_select(0, other)
    return images.index_select(0, other) + share * apart, second + share * (first - second)


def blend_by_a_matrix(images, labels, other, share, classes):
    """Multiply the batch with a matrix that holds both shares."""
    count = len(images)
    mix = share * torch.eye(count, dtype=images.dtype)
    mix = mix + (1 - share) * one_hot(other, count).to(images.dtype)
    targets = (labels[:, None] == torch.arange(classes)).to(images.dtype)
    return torch.einsum("ij,jchw->ichw", mix, images), mix @ targets


def blend_by_scatter(images, labels, other, share, classes):
    """Add both shares where the labels say."""
    targets = torch.zeros(len(labels), classes, dtype=images.dtype)
    for numbers, part in ((labels, share), (labels[other], 1 - share)):
        targets.scatter_add_(1, numbers[:, None], torch.full_like(targets[:, :1], part))
    return torch.add(share * images, images[other], alpha=1 - share), targets


def blend_labels_in_numpy(images, labels, other, share, classes):
    """Blend the labels, which have no gradient, with NumPy; return a list."""
    targets = np.zeros((len(labels), classes))
    np.add.at(targets, (np.arange(len(labels)), labels.numpy()), share)
    np.add.at(targets, (np.arange(len(labels)), labels.numpy()[other.numpy()]), 1 - share)
    blended = images.mul(share).add(images[other].mul(1 - share))
    return [blended, torch.from_numpy(targets).to(images.dtype)]


def blend_stacks(images, labels, other, share, classes):
    """Stack both and weigh the stack."""
    weights = torch.tensor([share, 1 - share], dtype=images.dtype)

    def mixed(x):
        return torch.tensordot(weights, torch.stack([x, x[other]]), dims=1)

    return mixed(images), mixed(one_hot(labels, classes).to(images.dtype))


def blend_flat(images, labels, other, share, classes):
    """Blend one long row for each image: its pixels, then its one-hot label."""
    rows = torch.cat([images.flatten(1), one_hot(labels, classes).to(images)], dim=1)
    rows = share * rows + (1 - share) * torch.stack([rows[number] for number in other])
    pixels = images[0].numel()
    return rows[:, :pixels].view(images.shape), rows[:, pixels:].detach()
