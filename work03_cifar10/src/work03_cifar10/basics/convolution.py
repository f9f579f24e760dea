"""Convolution from scratch: by loops that say what it is, then by one matrix product.

As in every library of deep learning this is cross-correlation: the kernel is not turned round.
Sources: Dive into Deep Learning, sections 7.2 to 7.4; Dumoulin & Visin 2016, arXiv 1603.07285;
Chellapilla et al. 2006 for the matrix product.
"""

from __future__ import annotations

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn.functional import pad

Images = Float[Tensor, "batch channel height width"]
Columns = Float[Tensor, "batch patch place"]
Kernel = Float[Tensor, "output channel kernel_height kernel_width"]


def output_size(size: int, kernel: int, stride: int, padding: int) -> int:
    """Count the places of a kernel along a side: ⌊(size + 2·padding - kernel) / stride⌋ + 1."""
    return (size + 2 * padding - kernel) // stride + 1


def convolve_by_loops(
    images: Images,
    kernel: Kernel,
    bias: Float[Tensor, " output"],
    stride: int = 1,
    padding: int = 0,
) -> Float[Tensor, "batch output height2 width2"]:
    """Return for each window the kernel times it, summed over all channels, plus a bias.

    Windows that would reach over the (padded) border are left out. The result has the images' dtype;
    gradients reach images, kernel and bias. Write it without torch's convolutions, the `convolve` below,
    and `torch.nn.functional.unfold`.

    Args:
        images: a batch.
        kernel: one for each output channel, as many input channels deep as the images.
        bias: one number for each output channel.
        stride: pixels from one window to the next, down and right.
        padding: zeros on each side.
    """
    outputs, _, kernel_height, kernel_width = kernel.shape
    padded = pad(images, (padding, padding, padding, padding))
    height = output_size(images.shape[2], kernel_height, stride, padding)
    width = output_size(images.shape[3], kernel_width, stride, padding)
    output = images.new_empty(len(images), outputs, height, width)
    for row in range(height):
        for column in range(width):
            top, left = row * stride, column * stride
            window = padded[:, :, top : top + kernel_height, left : left + kernel_width]
            for number in range(outputs):
                products = window * kernel[number]
                output[:, number, row, column] = products.sum(dim=(1, 2, 3)) + bias[number]
    return output


def unfold(images: Images, size: tuple[int, int], stride: int = 1, padding: int = 0) -> Columns:
    """Return every window of the images as a column of a matrix ("im2col").

    Gradients reach the images. Write it without `torch.nn.functional.unfold`.

    Args:
        images: a batch, perhaps of no image.
        size: (height, width) of a window.
        stride: pixels from one window to the next.
        padding: zeros on each side.

    Returns:
        for each image, windows side by side in reading order; down a column the window's pixels,
        channel by channel, each in reading order; in the images' dtype.
    """
    kernel_height, kernel_width = size
    batch, channels, image_height, image_width = images.shape
    height = output_size(image_height, kernel_height, stride, padding)
    width = output_size(image_width, kernel_width, stride, padding)
    padded = pad(images, (padding, padding, padding, padding))
    columns = images.new_empty(batch, channels, kernel_height, kernel_width, height, width)
    # One pixel of all windows at once is a regular grid of the image: loops over the kernel only.
    for i in range(kernel_height):
        for j in range(kernel_width):
            rows = slice(i, i + stride * (height - 1) + 1, stride)
            places = slice(j, j + stride * (width - 1) + 1, stride)
            columns[:, :, i, j] = padded[:, :, rows, places]
    return columns.reshape(batch, channels * kernel_height * kernel_width, height * width)


def fold(
    columns: Columns,
    image_size: tuple[int, int],
    size: tuple[int, int],
    stride: int = 1,
    padding: int = 0,
) -> Images:
    """Put columns back where `unfold` took them from; where windows overlap, numbers add up.

    It is the transpose of `unfold` as a linear map, hence what takes gradients back through it. A
    pixel that no window holds becomes 0. The result has the columns' dtype, and gradients reach them.
    Write it without `torch.nn.functional.fold`, torch's transposed convolutions and autograd.

    Args:
        columns: as from `unfold`, perhaps of no image.
        image_size: (height, width) of the images.
        size: (height, width) of a window.
        stride: pixels from one window to the next.
        padding: zeros on each side, which are cut off again.
    """
    kernel_height, kernel_width = size
    image_height, image_width = image_size
    batch = len(columns)
    height = output_size(image_height, kernel_height, stride, padding)
    width = output_size(image_width, kernel_width, stride, padding)
    channels = columns.shape[1] // (kernel_height * kernel_width)
    windows = columns.view(batch, channels, kernel_height, kernel_width, height, width)
    padded = columns.new_zeros(
        batch, channels, image_height + 2 * padding, image_width + 2 * padding
    )
    for i in range(kernel_height):
        for j in range(kernel_width):
            rows = slice(i, i + stride * (height - 1) + 1, stride)
            places = slice(j, j + stride * (width - 1) + 1, stride)
            padded[:, :, rows, places] += windows[:, :, i, j]
    return padded[:, :, padding : padding + image_height, padding : padding + image_width]


def convolve(
    images: Images,
    kernel: Kernel,
    bias: Float[Tensor, " output"],
    stride: int = 1,
    padding: int = 0,
) -> Float[Tensor, "batch output height2 width2"]:
    """Compute the same as `convolve_by_loops` by one matrix product of the kernels with all windows."""
    outputs, _, kernel_height, kernel_width = kernel.shape
    height = output_size(images.shape[2], kernel_height, stride, padding)
    width = output_size(images.shape[3], kernel_width, stride, padding)
    columns = unfold(images, (kernel_height, kernel_width), stride, padding)
    output = kernel.flatten(1) @ columns + bias[:, None]
    return output.view(len(images), outputs, height, width)


def convolve_backward(
    grad_output: Float[Tensor, "batch output height2 width2"],
    columns: Columns,
    kernel: Kernel,
) -> tuple[Columns, Kernel, Float[Tensor, " output"]]:
    """Return the gradients of a loss through the matrix product of `convolve`.

    `fold` takes the first of them on to the images. Write it without autograd.

    Args:
        grad_output: the gradient with respect to what `convolve` returned.
        columns: the images' windows, as from `unfold`.
        kernel: what `convolve` was given.

    Returns:
        the gradients of columns, kernel and bias, in the images' dtype.
    """
    grad_output = grad_output.flatten(2)
    grad_columns = kernel.flatten(1).T @ grad_output
    grad_kernel = (grad_output @ columns.transpose(1, 2)).sum(dim=0).view(kernel.shape)
    return grad_columns, grad_kernel, grad_output.sum(dim=(0, 2))


def convolve_1x1(
    images: Images, kernel: Float[Tensor, "output channel"]
) -> Float[Tensor, "batch output height width"]:
    """Apply a 1×1 convolution: a linear layer on the channels of each pixel (Lin et al. 2013)."""
    return torch.einsum("bchw,oc->bohw", images, kernel)


def learn_kernel(
    images: Images,
    targets: Float[Tensor, "batch 1 height2 width2"],
    size: tuple[int, int],
    *,
    learning_rate: float,
    steps: int,
) -> Float[Tensor, "1 channel kernel_height kernel_width"]:
    """Learn the kernel that turns `images` into `targets`, by gradient descent from zero.

    The loss is half the squared error, summed over an image and averaged over the batch. (Dive
    into Deep Learning, section 7.2.4, learns an edge detector in this way.)
    """
    kernel = images.new_zeros(1, images.shape[1], *size)
    bias = images.new_zeros(1)
    columns = unfold(images, size)
    for _ in range(steps):
        grad_output = (convolve(images, kernel, bias) - targets) / len(images)
        _, grad_kernel, _ = convolve_backward(grad_output, columns, kernel)
        kernel = kernel - learning_rate * grad_kernel
    return kernel
