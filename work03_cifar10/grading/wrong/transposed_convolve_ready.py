"""Calls torch's."""

from torch.nn.functional import conv_transpose2d

OBJECT = "work03_cifar10.generative.transposed_convolution:transposed_convolve"
CAUGHT_BY = "transposed_convolve"


def transposed_convolve(images, kernel, bias, stride=1, padding=0):
    return conv_transpose2d(images, kernel, bias, stride, padding)
