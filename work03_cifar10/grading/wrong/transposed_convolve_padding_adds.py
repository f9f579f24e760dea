"""Pads the output instead of cutting it."""

from torch.nn.functional import conv_transpose2d, pad

OBJECT = "work03_cifar10.generative.transposed_convolution:transposed_convolve"
CAUGHT_BY = "transposed_convolve"


def transposed_convolve(images, kernel, bias, stride=1, padding=0):
    laid = conv_transpose2d(images, kernel, None, stride)
    return pad(laid, (padding, padding, padding, padding)) + bias[:, None, None]
