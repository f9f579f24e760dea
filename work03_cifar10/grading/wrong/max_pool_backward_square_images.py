"""Takes images for squares."""

import torch

OBJECT = "work03_cifar10.basics.pooling:max_pool_backward"
CAUGHT_BY = "max_pool_backward"


def max_pool_backward(grad_output, images, size, stride):
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
