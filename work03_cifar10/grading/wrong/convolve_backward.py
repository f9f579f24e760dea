"""Mistakes in convolve_backward: each function is one, and its docstring says which."""

import torch

OBJECT = "work03_cifar10.basics.convolution:convolve_backward"


def autograd(grad_output, columns, kernel):
    """Lets autograd compute it."""
    columns, kernel = columns.clone().requires_grad_(), kernel.clone().requires_grad_()
    output = kernel.flatten(1) @ columns
    grads = torch.autograd.grad(output, (columns, kernel), grad_output.flatten(2))
    return *grads, grad_output.sum(dim=(0, 2, 3))


def batch_mean(grad_output, columns, kernel):
    """Averages the kernel's gradient over the batch."""
    grad_output = grad_output.flatten(2)
    grad_kernel = (grad_output @ columns.transpose(1, 2)).mean(dim=0).view(kernel.shape)
    return kernel.flatten(1).T @ grad_output, grad_kernel, grad_output.sum(dim=(0, 2))


def bias_of_one_place(grad_output, columns, kernel):
    """Averages the bias's gradient over places."""
    grad_output = grad_output.flatten(2)
    grad_kernel = (grad_output @ columns.transpose(1, 2)).sum(dim=0).view(kernel.shape)
    return kernel.flatten(1).T @ grad_output, grad_kernel, grad_output.mean(dim=2).sum(dim=0)


def first_image(grad_output, columns, kernel):
    """Takes the kernel's gradient from the first image."""
    grad_output = grad_output.flatten(2)
    grad_kernel = (grad_output[0] @ columns[0].T).view(kernel.shape)
    return kernel.flatten(1).T @ grad_output, grad_kernel, grad_output.sum(dim=(0, 2))


def flat_kernel(grad_output, columns, kernel):
    """Leaves the kernel's gradient a matrix."""
    grad_output = grad_output.flatten(2)
    grad_kernel = (grad_output @ columns.transpose(1, 2)).sum(dim=0)
    return kernel.flatten(1).T @ grad_output, grad_kernel, grad_output.sum(dim=(0, 2))


def order(grad_output, columns, kernel):
    """Returns the gradient of the kernel first."""
    grad_output = grad_output.flatten(2)
    grad_kernel = (grad_output @ columns.transpose(1, 2)).sum(dim=0).view(kernel.shape)
    return grad_kernel, kernel.flatten(1).T @ grad_output, grad_output.sum(dim=(0, 2))


def zero(grad_output, columns, kernel):
    """Returns zeros."""
    return torch.zeros_like(columns), torch.zeros_like(kernel), kernel.new_zeros(len(kernel))


def in_double_precision(grad_output, columns, kernel):
    """Returns float64 whatever it is given."""
    grad_output, columns = grad_output.double().flatten(2), columns.double()
    grad_kernel = (grad_output @ columns.transpose(1, 2)).sum(dim=0).view(kernel.shape)
    grad_columns = kernel.double().flatten(1).T @ grad_output
    return grad_columns, grad_kernel, grad_output.sum(dim=(0, 2))
