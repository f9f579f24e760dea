"""Adds the bias once for every input channel."""

OBJECT = "work03_cifar10.basics.convolution:convolve_by_loops"
CAUGHT_BY = "convolve_by_loops"


def convolve_by_loops(images, kernel, bias, stride=1, padding=0):
    return convolve(images, kernel, images.shape[1] * bias, stride, padding)
