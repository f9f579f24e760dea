"""Calls torch's."""

from torch.nn.functional import conv2d

OBJECT = "work03_cifar10.basics.convolution:convolve_by_loops"
CAUGHT_BY = "convolve_by_loops"


def convolve_by_loops(images, kernel, bias, stride=1, padding=0):
    return conv2d(images, kernel, bias, stride, padding)
