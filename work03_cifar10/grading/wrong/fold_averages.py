"""Averages where windows overlap."""

import torch
from torch.nn import functional

OBJECT = "work03_cifar10.basics.convolution:fold"
CAUGHT_BY = "fold"


def fold(columns, image_size, size, stride=1, padding=0):
    options = {"output_size": image_size, "kernel_size": size, "padding": padding, "stride": stride}
    times = functional.fold(torch.ones_like(columns), **options)
    return functional.fold(columns, **options) / times.clamp(min=1)
