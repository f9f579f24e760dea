"""Gives 0 or less where the kernel does not fit."""

OBJECT = "work02_resnet_vgg.layers.arithmetic:output_size"
CAUGHT_BY = "output_size"


def output_size(size, kernel, stride=1, padding=0):
    return max(0, (size + 2 * padding - kernel) // stride + 1)
