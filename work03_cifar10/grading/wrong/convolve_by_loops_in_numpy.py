"""Computes with NumPy, which no gradient passes."""

import numpy as np
import torch

OBJECT = "work03_cifar10.basics.convolution:convolve_by_loops"
CAUGHT_BY = "convolve_by_loops"


def convolve_by_loops(images, kernel, bias, stride=1, padding=0):
    x = images.detach().numpy()
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    windows = np.lib.stride_tricks.sliding_window_view(x, kernel.shape[2:], axis=(2, 3))
    windows = windows[:, :, ::stride, ::stride]
    output = np.einsum("bcyxij,ocij->boyx", windows, kernel.detach().numpy())
    return torch.from_numpy(output + bias.detach().numpy()[:, None, None])
