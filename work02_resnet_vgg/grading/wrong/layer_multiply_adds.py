"""Mistakes in layer_multiply_adds: each function is one, and its docstring says which."""

OBJECT = "work02_resnet_vgg.layers.complexity:layer_multiply_adds"


def channels_twice(layer, output):
    """Multiplies by the output channels once more."""
    return output.numel() * layer.weight.numel()


def doubled(layer, output):
    """Counts a multiplication and an addition as two."""
    return 2 * output.numel() * layer.weight[0].numel()


def ignores_groups(layer, output):
    """Reads all input channels, whatever the groups."""
    if hasattr(layer, "in_features"):
        return layer.in_features * output.numel()
    height, width = layer.kernel_size
    return layer.in_channels * height * width * output.numel()


def needs_numbers(layer, output):
    """Looks at the numbers of the output."""
    return len(output.flatten().tolist()) * layer.weight[0].numel()


def of_convolutions_alone(layer, output):
    """Counts nothing for a fully connected layer."""
    if layer.weight.dim() != 4:
        return 0
    return output.numel() * layer.weight[0].numel()


def of_one_place(layer, output):
    """Counts a fully connected layer's weights, on however many places they are used."""
    if layer.weight.dim() == 2:
        return layer.weight.numel()
    return output.numel() * layer.weight[0].numel()


def of_square_kernels(layer, output):
    """Squares the kernel's height."""
    kernel = layer.kernel_size[0] if layer.weight.dim() == 4 else 1
    return output.numel() * layer.weight.shape[1] * kernel**2


def of_square_maps(layer, output):
    """Squares the output's width."""
    places = output.shape[-1] ** 2 if output.dim() == 4 else 1
    return layer.weight.numel() * places


def one_place(layer, output):
    """Counts a single place of the output."""
    return layer.weight.numel()


def with_bias(layer, output):
    """Counts the bias as a multiply-add."""
    fan_in = layer.weight[0].numel() + (layer.bias is not None)
    return output.numel() * fan_in
