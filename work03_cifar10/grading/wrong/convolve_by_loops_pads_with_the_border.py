"""Repeats the border where zeros belong."""

OBJECT = "work03_cifar10.basics.convolution:convolve_by_loops"
CAUGHT_BY = "convolve_by_loops"


def convolve_by_loops(images, kernel, bias, stride=1, padding=0):
    if padding:
        images = pad(images, (padding,) * 4, mode="replicate")
    return convolve(images, kernel, bias, stride)
