"""Turns the kernel round, as mathematics does."""

OBJECT = "work03_cifar10.basics.convolution:convolve_by_loops"
CAUGHT_BY = "convolve_by_loops"


def convolve_by_loops(images, kernel, bias, stride=1, padding=0):
    return convolve(images, kernel.flip(2, 3), bias, stride, padding)
