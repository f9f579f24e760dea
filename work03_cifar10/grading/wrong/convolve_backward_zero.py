"""Returns zeros."""

import torch

OBJECT = "work03_cifar10.basics.convolution:convolve_backward"
CAUGHT_BY = "convolve_backward"


def convolve_backward(grad_output, columns, kernel):
    return torch.zeros_like(columns), torch.zeros_like(kernel), kernel.new_zeros(len(kernel))
