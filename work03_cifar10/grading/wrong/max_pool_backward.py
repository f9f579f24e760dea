"""Mistakes in max_pool_backward: each function is one, and its docstring says which."""

import torch
from torch.nn.functional import max_pool2d

OBJECT = "work03_cifar10.basics.pooling:max_pool_backward"


def autograd(grad_output, images, size, stride):
    """Lets autograd compute it."""
    images = images.clone().requires_grad_()
    max_pool(images, size, stride).backward(grad_output)
    return images.grad


def overwrites(grad_output, images, size, stride):
    """Keeps one gradient where a pixel wins in several windows."""
    inside = windows(images, size, stride).argmax(dim=4)
    rows = stride * torch.arange(grad_output.shape[2])[:, None] + inside // size
    columns = stride * torch.arange(grad_output.shape[3]) + inside % size
    grad_images = torch.zeros_like(images).flatten(2)
    grad_images.scatter_(2, (rows * images.shape[3] + columns).flatten(2), grad_output.flatten(2))
    return grad_images.view(images.shape)


def ready(grad_output, images, size, stride):
    """Takes the places from torch's own pooling."""
    _, places = max_pool2d(images, size, stride, return_indices=True)
    grad_images = torch.zeros_like(images).flatten(2)
    grad_images.scatter_add_(2, places.flatten(2), grad_output.flatten(2))
    return grad_images.view(images.shape)


def shared(grad_output, images, size, stride):
    """Shares the gradient between equal pixels, as `amax` does."""
    pixels = windows(images, size, stride)
    largest = (pixels == pixels.amax(dim=4, keepdim=True)).to(images.dtype)
    shares = largest / largest.sum(dim=4, keepdim=True) * grad_output[..., None]
    grad_images = torch.zeros_like(images)
    for row in range(grad_output.shape[2]):
        for column in range(grad_output.shape[3]):
            top, left = row * stride, column * stride
            grad_images[:, :, top : top + size, left : left + size] += shares[
                :, :, row, column
            ].unflatten(2, (size, size))
    return grad_images


def square_images(grad_output, images, size, stride):
    """Takes images for squares."""
    inside = windows(images, size, stride).argmax(dim=4)
    rows = stride * torch.arange(grad_output.shape[2])[:, None] + inside // size
    columns = stride * torch.arange(grad_output.shape[3]) + inside % size
    places = (rows * images.shape[2] + columns).flatten(2)
    return (
        torch.zeros_like(images)
        .flatten(2)
        .scatter_add(2, places, grad_output.flatten(2))
        .view(images.shape)
    )


def to_all_equal(grad_output, images, size, stride):
    """Gives the gradient to all of several equal pixels."""
    grad_images = torch.zeros_like(images)
    for row in range(grad_output.shape[2]):
        for column in range(grad_output.shape[3]):
            place = (
                ...,
                slice(row * stride, row * stride + size),
                slice(column * stride, column * stride + size),
            )
            largest = images[place].amax(dim=(2, 3), keepdim=True)
            share = grad_output[:, :, row, column, None, None]
            grad_images[place] += (images[place] == largest) * share
    return grad_images


def to_the_last(grad_output, images, size, stride):
    """Gives the gradient to the last of several equal pixels."""
    inside = size * size - 1 - windows(images, size, stride).flip(4).argmax(dim=4)
    rows = stride * torch.arange(grad_output.shape[2])[:, None] + inside // size
    columns = stride * torch.arange(grad_output.shape[3]) + inside % size
    places = (rows * images.shape[3] + columns).flatten(2)
    return (
        torch.zeros_like(images)
        .flatten(2)
        .scatter_add(2, places, grad_output.flatten(2))
        .view(images.shape)
    )


def where_positive(grad_output, images, size, stride):
    """Starts the search for the largest at 0."""
    pixels = windows(images, size, stride)
    inside = pixels.argmax(dim=4)
    grad_output = grad_output * (pixels.amax(dim=4) > 0)
    rows = stride * torch.arange(grad_output.shape[2])[:, None] + inside // size
    columns = stride * torch.arange(grad_output.shape[3]) + inside % size
    places = (rows * images.shape[3] + columns).flatten(2)
    return (
        torch.zeros_like(images)
        .flatten(2)
        .scatter_add(2, places, grad_output.flatten(2))
        .view(images.shape)
    )


def zero(grad_output, images, size, stride):
    """Returns zeros."""
    return torch.zeros_like(images)


def in_double_precision(grad_output, images, size, stride):
    """Returns float64 whatever it is given."""
    grad_images = torch.zeros(images.shape, dtype=torch.float64)
    for row in range(grad_output.shape[2]):
        for column in range(grad_output.shape[3]):
            top, left = row * stride, column * stride
            inside = images[:, :, top : top + size, left : left + size].flatten(2).argmax(dim=2)
            for image in range(len(images)):
                for channel in range(images.shape[1]):
                    down, right = divmod(int(inside[image, channel]), size)
                    grad_images[image, channel, top + down, left + right] += grad_output[
                        image, channel, row, column
                    ]
    return grad_images
