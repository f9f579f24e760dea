"""Shares the gradient between equal pixels, as `amax` does."""

import torch

OBJECT = "work03_cifar10.basics.pooling:max_pool_backward"
CAUGHT_BY = "max_pool_backward"


def max_pool_backward(grad_output, images, size, stride):
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
