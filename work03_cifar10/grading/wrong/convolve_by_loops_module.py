"""Calls torch's layer, with weights put into it."""

import torch

OBJECT = "work03_cifar10.basics.convolution:convolve_by_loops"
CAUGHT_BY = "convolve_by_loops"


def convolve_by_loops(images, kernel, bias, stride=1, padding=0):
    layer = torch.nn.Conv2d(*kernel.shape[1::-1], kernel.shape[2:], stride, padding)
    return torch.func.functional_call(layer, {"weight": kernel, "bias": bias}, images)
