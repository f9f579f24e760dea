"""Lays kernels side by side."""

import torch

OBJECT = "work03_cifar10.generative.transposed_convolution:transposed_convolve"
CAUGHT_BY = "transposed_convolve"


def transposed_convolve(images, kernel, bias, stride=1, padding=0):
    rows, columns = images.shape[2:]
    high, wide = kernel.shape[2:]
    height, width = (rows - 1) * stride + high, (columns - 1) * stride + wide
    laid = images.new_zeros(len(images), kernel.shape[1], height, width)
    for y in range(rows):
        for x in range(columns):
            top, left = y, x
            stamp = torch.einsum("bc,coij->boij", images[:, :, y, x], kernel)
            laid[:, :, top : top + high, left : left + wide] += stamp
    return laid[:, :, padding : height - padding, padding : width - padding] + bias[:, None, None]
