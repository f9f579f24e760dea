"""Counts pixels that are read, and leaves out those between them."""

OBJECT = "work02_resnet_vgg.layers.arithmetic:receptive_field"
CAUGHT_BY = "receptive_field"


def receptive_field(layers):
    pixels = {0}
    for kernel, stride in reversed(layers):
        pixels = {pixel * stride + tap for pixel in pixels for tap in range(kernel)}
    return len(pixels)
