"""The arithmetic of convolutions: sizes, receptive fields, parameters.

It is the argument of VGG (Simonyan & Zisserman 2014, section 2.3): three 3×3 convolutions see as
much as one 7×7, with fewer weights and three ReLUs instead of one.
"""

from __future__ import annotations

from collections.abc import Sequence


def output_size(size: int, kernel: int, stride: int = 1, padding: int = 0) -> int:
    """Return the pixels a side after a convolution or a pool.

    The kernel takes every place at a multiple of `stride` in which it lies within the padded image.

    Args:
        size: pixels a side of the input.
        kernel: pixels a side of the kernel.
        stride: pixels between two places.
        padding: pixels added on each side.

    Raises:
        ValueError: the kernel is larger than the padded image.
    """
    if kernel > size + 2 * padding:
        raise ValueError(f"a kernel of {kernel} does not fit into {size} + 2 · {padding} pixels")
    return (size + 2 * padding - kernel) // stride + 1


def receptive_field(layers: Sequence[tuple[int, int]]) -> int:
    """Return how many pixels a side of the image one number after the last layer looks at.

    They are counted from the first that it depends on to the last one. Without a layer it is 1.

    Args:
        layers: (kernel, stride) of each convolution or pool, first layer first.
    """
    field = spacing = 1
    for kernel, stride in layers:
        # Neighbors in this layer's input are `spacing` pixels of the image apart.
        field += (kernel - 1) * spacing
        spacing *= stride
    return field


def convolution_parameters(
    in_channels: int, out_channels: int, kernel: int, *, bias: bool = True
) -> int:
    """Count the weights, and the biases where there are any, of a convolution.

    Args:
        in_channels: of the input; each output channel has a kernel for every one.
        out_channels: of the output.
        kernel: pixels a side of the kernel.
        bias: whether each output channel has one.
    """
    return out_channels * (in_channels * kernel**2 + int(bias))
