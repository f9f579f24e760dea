"""Transposed convolution from scratch (Dumoulin & Visin 2016, section 4; D2L, section 14.10)."""

from __future__ import annotations

from jaxtyping import Float
from torch import Tensor

from work03_cifar10.basics.convolution import Images, fold


def transposed_size(size: int, kernel: int, stride: int, padding: int) -> int:
    """Pixels of a side of the output: (size - 1) · stride - 2 · padding + kernel."""
    return (size - 1) * stride - 2 * padding + kernel


def transposed_convolve(
    images: Images,
    kernel: Float[Tensor, "channel output kernel_height kernel_width"],
    bias: Float[Tensor, " output"],
    stride: int = 1,
    padding: int = 0,
) -> Float[Tensor, "batch output height2 width2"]:
    """Each pixel lays the kernel, times its value, onto the output; what overlaps adds up.

    As a linear map it is the transpose of a convolution with the same kernel, stride and padding.
    It does for the shape what the convolution's gradient does: it makes small images large.

    Args:
        images: a batch.
        kernel: for each channel of the images, one for each output channel.
        bias: one number for each output channel.
        stride: output pixels between the places of two neighbours.
        padding: rows and columns cut off from each side of the output.
    """
    _, _, height, width = images.shape
    kernel_height, kernel_width = kernel.shape[2:]
    columns = kernel.flatten(1).T @ images.flatten(2)
    larger = (
        transposed_size(height, kernel_height, stride, padding),
        transposed_size(width, kernel_width, stride, padding),
    )
    laid = fold(columns, larger, (kernel_height, kernel_width), stride, padding)
    return laid + bias[:, None, None]
