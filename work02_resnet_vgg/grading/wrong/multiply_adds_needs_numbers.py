"""Looks at the numbers of the output."""

OBJECT = "work02_resnet_vgg.layers.complexity:layer_multiply_adds"
CAUGHT_BY = "layer_multiply_adds"


def layer_multiply_adds(layer, output):
    return len(output.flatten().tolist()) * layer.weight[0].numel()
