"""Keeps one gradient where a pixel wins in several windows."""

import torch

OBJECT = "work03_cifar10.basics.pooling:max_pool_backward"
CAUGHT_BY = "max_pool_backward"


def max_pool_backward(grad_output, images, size, stride):
    inside = windows(images, size, stride).argmax(dim=4)
    rows = stride * torch.arange(grad_output.shape[2])[:, None] + inside // size
    columns = stride * torch.arange(grad_output.shape[3]) + inside % size
    grad_images = torch.zeros_like(images).flatten(2)
    grad_images.scatter_(2, (rows * images.shape[3] + columns).flatten(2), grad_output.flatten(2))
    return grad_images.view(images.shape)
