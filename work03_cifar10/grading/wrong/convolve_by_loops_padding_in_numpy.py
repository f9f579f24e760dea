"""Pads with NumPy: kernel and bias learn, what comes before does not."""

import numpy as np
import torch

OBJECT = "work03_cifar10.basics.convolution:convolve_by_loops"
CAUGHT_BY = "convolve_by_loops"


def convolve_by_loops(images, kernel, bias, stride=1, padding=0):
    sides = ((0, 0), (0, 0), (padding, padding), (padding, padding))
    padded = torch.from_numpy(np.pad(images.detach().numpy(), sides))
    return convolve(padded, kernel, bias, stride)
