"""Starts the search for the largest at 0."""

import torch

OBJECT = "work03_cifar10.basics.pooling:max_pool_backward"
CAUGHT_BY = "max_pool_backward"


def max_pool_backward(grad_output, images, size, stride):
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
