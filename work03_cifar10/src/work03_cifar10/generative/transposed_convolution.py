"""Transposed convolution from scratch (Dumoulin & Visin 2016, section 4; D2L, section 14.10)."""

from __future__ import annotations

import torch
from jaxtyping import Float
from torch import Tensor

Images = Float[Tensor, "batch channel height width"]


def transposed_convolve(
    images: Images,
    kernel: Float[Tensor, "channel output kernel_height kernel_width"],
    bias: Float[Tensor, " output"],
    stride: int = 1,
    padding: int = 0,
) -> Float[Tensor, "batch output height2 width2"]:
    """Lay the kernel, times each pixel's value, onto the output; what overlaps adds up.

    As a linear map it is the transpose of a convolution with the same kernel, stride and padding.
    It does to the shape what that convolution's gradient does: a side of n pixels becomes one of
    (n - 1) · stride + kernel - 2 · padding. The result has the images' dtype, and gradients reach images,
    kernel and bias. Write it without torch's convolutions, torch's `fold` and autograd; the `fold`
    in `basics/convolution.py` may be used.

    Args:
        images: a batch.
        kernel: for each channel of the images, one for each output channel.
        bias: one number for each output channel.
        stride: output pixels between the places of two neighbors.
        padding: rows and columns cut off from each side of the output.
    """
    batch, _, rows, columns = images.shape
    _, outputs, kernel_height, kernel_width = kernel.shape
    height = (rows - 1) * stride + kernel_height
    width = (columns - 1) * stride + kernel_width
    laid = images.new_zeros(batch, outputs, height, width)
    # One number of the kernel lands, for all pixels at once, on a regular grid of the output.
    for i in range(kernel_height):
        for j in range(kernel_width):
            grid = (
                slice(i, i + stride * (rows - 1) + 1, stride),
                slice(j, j + stride * (columns - 1) + 1, stride),
            )
            laid[:, :, *grid] += torch.einsum("bchw,co->bohw", images, kernel[:, :, i, j])
    cut = laid[:, :, padding : height - padding, padding : width - padding]
    return cut + bias[:, None, None]
