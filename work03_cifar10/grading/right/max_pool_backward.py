"""Backward through max-pooling in other forms."""

import numpy as np
import torch
from torch.nn.functional import one_hot

OBJECT = "work03_cifar10.basics.pooling:max_pool_backward"


def window_by_window(grad_output, images, size, stride):
    """Find the largest pixel of each window of each channel."""
    grad_images = torch.zeros_like(images)
    for place in np.ndindex(*grad_output.shape):
        image, channel, y, x = place
        window = images[image, channel, y * stride : y * stride + size, x * stride :][:, :size]
        row, column = divmod(int(window.flatten().argmax()), size)
        grad_images[image, channel, y * stride + row, x * stride + column] += grad_output[place]
    return grad_images


def accumulated(grad_output, images, size, stride):
    """Put all gradients at once, with accumulation."""
    batch, channels, height, width = grad_output.shape
    inside = windows(images, size, stride).argmax(dim=-1)
    image, channel, y, x = torch.meshgrid(
        *(torch.arange(side) for side in (batch, channels, height, width)), indexing="ij"
    )
    rows = y * stride + torch.div(inside, size, rounding_mode="floor")
    return torch.zeros_like(images).index_put_(
        (image, channel, rows, x * stride + inside.remainder(size)), grad_output, accumulate=True
    )


def in_numpy(grad_output, images, size, stride):
    """Use NumPy's view of windows, and its unbuffered addition."""
    view = np.lib.stride_tricks.sliding_window_view(images.numpy(), (size, size), axis=(2, 3))
    view = view[:, :, ::stride, ::stride]
    best = view.reshape(*view.shape[:4], -1).argmax(axis=-1)
    grad_images = np.zeros(images.shape, images.numpy().dtype)
    image, channel, y, x = np.indices(best.shape)
    np.add.at(
        grad_images,
        (image, channel, y * stride + best // size, x * stride + best % size),
        grad_output.numpy(),
    )
    return torch.from_numpy(grad_images)


def first_of_the_equal(grad_output, images, size, stride):
    """Mark the largest pixels, of several the first, and add the marks times the gradients."""
    pixels = windows(images, size, stride)
    largest = pixels == pixels.amax(dim=4, keepdim=True)
    first = largest & (largest.cumsum(dim=4) == 1)
    shares = first * grad_output[..., None]
    grad_images = torch.zeros_like(images)
    height, width = grad_output.shape[2:]
    for number in range(size * size):
        i, j = divmod(number, size)
        rows = slice(i, i + stride * (height - 1) + 1, stride)
        columns = slice(j, j + stride * (width - 1) + 1, stride)
        grad_images[:, :, rows, columns] += shares[..., number]
    return grad_images


def in_plain_python(grad_output, images, size, stride):
    """Compare pixel with pixel in lists."""
    pixels = images.flatten(0, 1).tolist()
    result = []
    for grads, plane in zip(grad_output.flatten(0, 1).tolist(), pixels, strict=True):
        back = [[0.0] * len(plane[0]) for _ in plane]
        for y, line in enumerate(grads):
            for x, grad in enumerate(line):
                best = None
                for row in range(y * stride, y * stride + size):
                    for column in range(x * stride, x * stride + size):
                        if best is None or plane[row][column] > plane[best[0]][best[1]]:
                            best = row, column
                back[best[0]][best[1]] += grad
        result.append(back)
    return torch.tensor(result, dtype=images.dtype).view(images.shape)


def offset_by_offset(grad_output, images, size, stride):
    """Go through the window's offsets in reading order; what is given away once is gone."""
    height, width = grad_output.shape[2:]
    most, left = max_pool(images, size, stride), grad_output.clone()
    grad_images = torch.zeros_like(images)
    for i in range(size):
        for j in range(size):
            grid = (
                slice(None),
                slice(None),
                slice(i, i + stride * (height - 1) + 1, stride),
                slice(j, j + stride * (width - 1) + 1, stride),
            )
            given = torch.where(images[grid] == most, left, 0)
            grad_images[grid] += given
            left = left - given
    return grad_images


def as_a_matrix(grad_output, images, size, stride):
    """Make a one-hot row for each window over all pixels, and multiply."""
    batch, channels, height, width = images.shape
    numbers = torch.arange(height * width).view(1, 1, height, width)
    places = windows(numbers, size, stride)
    inside = windows(images, size, stride).argmax(4, keepdim=True)
    chosen = places.expand(batch, channels, -1, -1, -1).gather(4, inside)
    rows = one_hot(chosen.flatten(2), height * width).to(grad_output.dtype)
    return torch.einsum("bcw,bcwp->bcp", grad_output.flatten(2), rows).view(images.shape)


def by_bincount(grad_output, images, size, stride):
    """Count, with weights, how often each pixel of the whole batch wins."""
    batch, channels, height, width = images.shape
    inside = windows(images, size, stride).sort(dim=4, descending=True, stable=True).indices[..., 0]
    plane = torch.arange(batch * channels).view(batch, channels, 1, 1)
    rows = torch.arange(grad_output.shape[2]).view(-1, 1) * stride + inside // size
    columns = torch.arange(grad_output.shape[3]) * stride + inside % size
    places = (plane * height + rows) * width + columns
    won = torch.bincount(places.flatten(), grad_output.flatten(), minlength=images.numel())
    return won.to(images.dtype).view_as(images)
