"""Right ways to total variation."""

from itertools import pairwise

import torch
from torch.nn import functional

OBJECT = "work02_resnet_vgg.style.losses:total_variation"


def with_diff(image):
    """Differences by torch.diff."""
    return sum(image.diff(dim=dim).pow(2).mean() for dim in (1, 2))


def with_narrow(image):
    """Shifted views by narrow; mean squared errors of torch."""
    total = 0
    for dim in (-1, -2):
        count = image.shape[dim] - 1
        total = total + functional.mse_loss(
            image.narrow(dim, 1, count), image.narrow(dim, 0, count)
        )
    return total


def as_sums(image):
    """Sums, each over its number of pairs."""
    channels, height, width = image.shape
    down = ((image[:, :-1, :] - image[:, 1:, :]) ** 2).sum() / (channels * (height - 1) * width)
    right = ((image[:, :, :-1] - image[:, :, 1:]) ** 2).sum() / (channels * height * (width - 1))
    return down + right


def as_convolutions(image):
    """Two small convolutions."""
    planes = image[:, None]
    kernel = image.new_tensor([-1.0, 1.0])
    down = functional.conv2d(planes, kernel.view(1, 1, 2, 1))
    right = functional.conv2d(planes, kernel.view(1, 1, 1, 2))
    return torch.mean(down * down) + torch.mean(right * right)


def row_by_row(image):
    """Loops over rows and columns."""
    rows, columns = image.unbind(1), image.unbind(2)
    down = torch.stack([(a - b).square() for a, b in pairwise(rows)])
    right = torch.stack([(a - b).square() for a, b in pairwise(columns)])
    return down.mean() + right.mean()


def with_roll(image):
    """Rolls, and leaves out what went around the edge."""
    down = (image.roll(-1, 1) - image)[:, :-1]
    right = (image.roll(-1, 2) - image)[..., :-1]
    return down.norm() ** 2 / down.numel() + right.norm() ** 2 / right.numel()


def by_transposing(image):
    """One direction twice, the second time of the transposed image."""

    def vertical(planes):
        return ((planes[:, 1:] - planes[:, :-1]) ** 2).mean()

    return vertical(image) + vertical(image.transpose(1, 2))


def by_matrices(image):
    """Differences as products with matrices."""

    def differences(count):
        eye = torch.eye(count, dtype=image.dtype)
        return eye[1:] - eye[:-1]

    down = differences(image.shape[1]) @ image
    right = image @ differences(image.shape[2]).T
    return (down**2).mean() + (right**2).mean()


def with_windows(image):
    """Windows of two neighbors."""
    down, right = image.unfold(1, 2, 1), image.unfold(2, 2, 1)
    first = (down[..., 1] - down[..., 0]).square()
    second = (right[..., 1] - right[..., 0]).square()
    return first.mean().add(second.mean())
