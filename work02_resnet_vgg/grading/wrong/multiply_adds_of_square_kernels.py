"""Squares the kernel's height."""

OBJECT = "work02_resnet_vgg.layers.complexity:layer_multiply_adds"
CAUGHT_BY = "layer_multiply_adds"


def layer_multiply_adds(layer, output):
    kernel = layer.kernel_size[0] if layer.weight.dim() == 4 else 1
    return output.numel() * layer.weight.shape[1] * kernel**2
