"""Mistakes in receptive_field: each function is one, and its docstring says which."""

OBJECT = "work02_resnet_vgg.layers.arithmetic:receptive_field"


def counts_pixels_read(layers):
    """Counts pixels that are read, and leaves out those between them."""
    pixels = {0}
    for kernel, stride in reversed(layers):
        pixels = {pixel * stride + tap for pixel in pixels for tap in range(kernel)}
    return len(pixels)


def empties_its_argument(layers):
    """Takes the layers out of the list that it was given."""
    left = layers if isinstance(layers, list) else list(layers)
    field = spacing = 1
    while left:
        kernel, stride = left.pop(0)
        field += (kernel - 1) * spacing
        spacing *= stride
    return field


def ignores_strides(layers):
    """Lets every kernel step over single pixels."""
    return 1 + sum(kernel - 1 for kernel, _ in layers)


def last_layer_first(layers):
    """Takes the last layer for the first."""
    field = spacing = 1
    for kernel, stride in reversed(layers):
        field += (kernel - 1) * spacing
        spacing *= stride
    return field


def of_nothing_is_zero(layers):
    """Sees nothing without a layer."""
    if not layers:
        return 0
    field = spacing = 1
    for kernel, stride in layers:
        field += (kernel - 1) * spacing
        spacing *= stride
    return field


def own_stride(layers):
    """Counts a layer's own stride for its own kernel."""
    field = spacing = 1
    for kernel, stride in layers:
        spacing *= stride
        field += (kernel - 1) * spacing
    return field


def sums_kernels(layers):
    """Adds up kernels as if they lay side by side."""
    field, spacing = 0, 1
    for kernel, stride in layers:
        field += kernel * spacing
        spacing *= stride
    return field
