"""Gives the gradient to all of several equal pixels."""

import torch

OBJECT = "work03_cifar10.basics.pooling:max_pool_backward"
CAUGHT_BY = "max_pool_backward"


def max_pool_backward(grad_output, images, size, stride):
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
