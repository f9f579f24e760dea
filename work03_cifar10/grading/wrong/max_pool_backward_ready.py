"""Takes the places from torch's own pooling."""

import torch
from torch.nn.functional import max_pool2d

OBJECT = "work03_cifar10.basics.pooling:max_pool_backward"
CAUGHT_BY = "max_pool_backward"


def max_pool_backward(grad_output, images, size, stride):
    _, places = max_pool2d(images, size, stride, return_indices=True)
    grad_images = torch.zeros_like(images).flatten(2)
    grad_images.scatter_add_(2, places.flatten(2), grad_output.flatten(2))
    return grad_images.view(images.shape)
