"""Asserts what should be a ValueError."""

OBJECT = "work02_resnet_vgg.layers.arithmetic:output_size"
CAUGHT_BY = "output_size"


def output_size(size, kernel, stride=1, padding=0):
    assert kernel <= size + 2 * padding, "the kernel does not fit"
    return (size + 2 * padding - kernel) // stride + 1
