"""Gradients of a convolution's matrix product, in other forms."""

import numpy as np
import torch

OBJECT = "work03_cifar10.basics.convolution:convolve_backward"


def gradients_by_einsum(grad_output, columns, kernel):
    """Name the axes."""
    grad = grad_output.reshape(*grad_output.shape[:2], -1)
    return (
        torch.einsum("op,bon->bpn", kernel.flatten(1), grad),
        torch.einsum("bon,bpn->op", grad, columns).reshape(kernel.shape),
        torch.einsum("bon->o", grad),
    )


def gradients_image_by_image(grad_output, columns, kernel):
    """Add the images' gradients of the kernel."""
    matrix = kernel.view(len(kernel), -1)
    grad_kernel, grad_bias, grad_columns = torch.zeros_like(matrix), 0, []
    for grad, windows in zip(grad_output, columns, strict=True):
        grad = grad.flatten(1)
        grad_columns.append(matrix.t() @ grad)
        grad_kernel += grad @ windows.t()
        grad_bias = grad_bias + grad.sum(dim=1)
    return torch.stack(grad_columns), grad_kernel.view_as(kernel), grad_bias


def gradients_output_by_output(grad_output, columns, kernel):
    """Take one output channel after the other."""
    grad_columns = torch.zeros_like(columns)
    grad_kernel, grad_bias = torch.empty_like(kernel), kernel.new_empty(len(kernel))
    for number, weights in enumerate(kernel):
        grad = grad_output[:, number].flatten(1)
        grad_columns += weights.flatten()[None, :, None] * grad[:, None]
        grad_kernel[number] = (columns * grad[:, None]).sum(dim=(0, 2)).view(weights.shape)
        grad_bias[number] = grad.sum()
    return grad_columns, grad_kernel, grad_bias


def gradients_in_numpy(grad_output, columns, kernel):
    """Compute with NumPy."""
    grad = grad_output.numpy().reshape(*grad_output.shape[:2], -1)
    matrix = kernel.numpy().reshape(len(kernel), -1)
    grad_kernel = np.tensordot(grad, columns.numpy(), axes=((0, 2), (0, 2)))
    return (
        torch.from_numpy(np.matmul(matrix.T, grad)),
        torch.from_numpy(grad_kernel.reshape(kernel.shape)),
        torch.from_numpy(grad.sum(axis=(0, 2))),
    )


def gradients_by_tensordot(grad_output, columns, kernel):
    """Contract axes."""
    grad = grad_output.flatten(start_dim=2)
    grad_columns = torch.tensordot(grad, kernel.flatten(1), dims=([1], [0])).transpose(1, 2)
    grad_kernel = torch.tensordot(grad, columns, dims=([0, 2], [0, 2]))
    return [grad_columns, grad_kernel.reshape(kernel.shape), torch.sum(grad_output, (0, 2, 3))]


def gradients_by_bmm(grad_output, columns, kernel):
    """Multiply in batches; the bias is the weight of a row of ones."""
    grad = grad_output.flatten(2)
    larger = torch.cat([columns, torch.ones_like(columns[:, :1])], dim=1)
    both = torch.bmm(grad, larger.mT).sum(0)
    transposed = kernel.flatten(1).T.expand(len(grad), -1, -1)
    return torch.bmm(transposed, grad), both[:, :-1].reshape(kernel.shape), both[:, -1]


def gradients_place_by_place(grad_output, columns, kernel):
    """Add the outer products of all places."""
    grad, matrix = grad_output.flatten(2), kernel.flatten(1)
    grad_kernel, grad_bias, grad_columns = torch.zeros_like(matrix), grad[..., 0].sum(0) * 0, []
    for place in range(grad.shape[2]):
        here = grad[:, :, place]
        grad_columns.append(here @ matrix)
        grad_kernel += here.T @ columns[:, :, place]
        grad_bias += here.sum(0)
    return torch.stack(grad_columns, -1), grad_kernel.unflatten(1, kernel.shape[1:]), grad_bias


def gradients_of_one_wide_matrix(grad_output, columns, kernel):
    """Put all images side by side."""
    batch, outputs = grad_output.shape[:2]
    wide = grad_output.transpose(0, 1).reshape(outputs, -1)
    windows = columns.transpose(0, 1).reshape(columns.shape[1], -1)
    grad_windows = kernel.reshape(outputs, -1).T.mm(wide)
    grad_columns = grad_windows.view(columns.shape[1], batch, -1).transpose(0, 1)
    return grad_columns, wide.mm(windows.T).reshape_as(kernel), wide.sum(dim=1)
