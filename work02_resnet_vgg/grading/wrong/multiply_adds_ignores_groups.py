"""Reads all input channels, whatever the groups."""

OBJECT = "work02_resnet_vgg.layers.complexity:layer_multiply_adds"
CAUGHT_BY = "layer_multiply_adds"


def layer_multiply_adds(layer, output):
    if hasattr(layer, "in_features"):
        return layer.in_features * output.numel()
    height, width = layer.kernel_size
    return layer.in_channels * height * width * output.numel()
