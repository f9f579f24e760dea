"""Counts one bias for all channels."""

OBJECT = "work02_resnet_vgg.layers.arithmetic:convolution_parameters"
CAUGHT_BY = "convolution_parameters"


def convolution_parameters(in_channels, out_channels, kernel, *, bias=True):
    return out_channels * in_channels * kernel**2 + int(bias)
