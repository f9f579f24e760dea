"""Lets autograd compute it."""

import torch

OBJECT = "work03_cifar10.basics.convolution:convolve_backward"
CAUGHT_BY = "convolve_backward"


def convolve_backward(grad_output, columns, kernel):
    columns, kernel = columns.clone().requires_grad_(), kernel.clone().requires_grad_()
    output = kernel.flatten(1) @ columns
    grads = torch.autograd.grad(output, (columns, kernel), grad_output.flatten(2))
    return *grads, grad_output.sum(dim=(0, 2, 3))
