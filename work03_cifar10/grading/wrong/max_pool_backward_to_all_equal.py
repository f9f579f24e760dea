"""Gives the error to all of several equal pixels."""

import torch

OBJECT = "work03_cifar10.basics.pooling:max_pool_backward"
CAUGHT_BY = "max_pool_backward"


def max_pool_backward(error, images, size, stride):
    gradient = torch.zeros_like(images)
    for row in range(error.shape[2]):
        for column in range(error.shape[3]):
            place = (
                ...,
                slice(row * stride, row * stride + size),
                slice(column * stride, column * stride + size),
            )
            largest = images[place].amax(dim=(2, 3), keepdim=True)
            share = error[:, :, row, column, None, None]
            gradient[place] += (images[place] == largest) * share
    return gradient
