"""Keeps one error where a pixel wins in several windows."""

import torch

OBJECT = "work03_cifar10.basics.pooling:max_pool_backward"
CAUGHT_BY = "max_pool_backward"


def max_pool_backward(error, images, size, stride):
    inside = windows(images, size, stride).argmax(dim=4)
    rows = stride * torch.arange(error.shape[2])[:, None] + inside // size
    columns = stride * torch.arange(error.shape[3]) + inside % size
    gradient = torch.zeros_like(images).flatten(2)
    gradient.scatter_(2, (rows * images.shape[3] + columns).flatten(2), error.flatten(2))
    return gradient.view(images.shape)
