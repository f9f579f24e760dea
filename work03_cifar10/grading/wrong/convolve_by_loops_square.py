"""Takes the kernel for a square."""

import torch

OBJECT = "work03_cifar10.basics.convolution:convolve_by_loops"
CAUGHT_BY = "convolve_by_loops"


def convolve_by_loops(images, kernel, bias, stride=1, padding=0):
    size = kernel.shape[2]
    windows = pad(images, (padding,) * 4).unfold(2, size, stride).unfold(3, size, stride)
    windows = windows[..., : kernel.shape[3]]
    kernel = kernel[..., :size]
    return torch.einsum("bcyxij,ocij->boyx", windows, kernel) + bias[:, None, None]
