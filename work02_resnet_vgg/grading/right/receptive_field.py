"""Right ways to the receptive field."""

import itertools
import math
from functools import reduce

import numpy as np

OBJECT = "work02_resnet_vgg.layers.arithmetic:receptive_field"


def from_the_last_layer(layers):
    """Goes back from one number to the image."""
    field = 1
    for kernel, stride in reversed(list(layers)):
        field = (field - 1) * stride + kernel
    return field


def as_a_recursion(layers):
    """The first layer widens what the others see."""

    def seen(rest):
        if not rest:
            return 1
        (kernel, stride), *later = rest
        return kernel + (seen(later) - 1) * stride

    return seen(list(layers))


def as_a_sum_of_products(layers):
    """Sums over layers, with the product of the strides before each."""
    return 1 + sum(
        (kernel - 1) * math.prod(stride for _, stride in layers[:number])
        for number, (kernel, _) in enumerate(layers)
    )


def as_a_fold(layers):
    """Folds (field, spacing) over the layers."""

    def widen(state, layer):
        return state[0] + (layer[0] - 1) * state[1], state[1] * layer[1]

    return reduce(widen, layers, (1, 1))[0]


def by_following_pixels(layers):
    """Collects every pixel that a number depends on."""
    pixels = {0}
    for kernel, stride in layers[::-1]:
        pixels = {pixel * stride + tap for pixel in pixels for tap in range(kernel)}
    return max(pixels) - min(pixels) + 1


def by_both_ends(layers):
    """Follows the first and the last pixel alone."""
    first = last = 0
    for kernel, stride in layers[::-1]:
        first, last = first * stride, last * stride + kernel - 1
    return last - first + 1


def with_cumulative_products(layers):
    """Vectorized, as a whole number of NumPy's."""
    table = np.array(list(layers), dtype=np.int64).reshape(-1, 2)
    spacing = np.cumprod(np.append(1, table[:-1, 1]))[: len(table)]
    return np.sum((table[:, 0] - 1) * spacing) + 1


def as_a_product_of_matrices(layers):
    """Each layer is an affine map of the field, a 2×2 matrix."""
    product = np.eye(2, dtype=int)
    for kernel, stride in layers:
        product = product @ np.array([[stride, kernel - stride], [0, 1]])
    return int((product @ [1, 1])[0])


def with_accumulated_strides(layers):
    """Pairs each kernel with an accumulated stride."""
    spacings = itertools.accumulate((s for _, s in layers), lambda a, b: a * b, initial=1)
    return 1 + sum((k - 1) * spacing for (k, _), spacing in zip(layers, spacings, strict=False))
