"""Transposed convolution in other forms."""

import torch
from torch.nn.functional import pad

OBJECT = "work03_cifar10.generative.transposed_convolution:transposed_convolve"


def _cut(laid, bias, padding):
    height, width = laid.shape[2:]
    return laid[:, :, padding : height - padding, padding : width - padding] + bias.view(-1, 1, 1)


def pixel_by_pixel(images, kernel, bias, stride=1, padding=0):
    """Lay one kernel after the other."""
    batch, _, rows, columns = images.shape
    high, wide = kernel.shape[2:]
    laid = images.new_zeros(
        batch, kernel.shape[1], (rows - 1) * stride + high, (columns - 1) * stride + wide
    )
    for row in range(rows):
        for column in range(columns):
            stamp = torch.tensordot(images[:, :, row, column], kernel, dims=1)
            top, left = row * stride, column * stride
            laid[:, :, top : top + high, left : left + wide] += stamp
    return _cut(laid, bias, padding)


def zeros_between(images, kernel, bias, stride=1, padding=0):
    """Put zeros between the pixels; then convolve with the kernel turned round."""
    batch, channels, rows, columns = images.shape
    high, wide = kernel.shape[2:]
    spread = images.new_zeros(batch, channels, (rows - 1) * stride + 1, (columns - 1) * stride + 1)
    spread[:, :, ::stride, ::stride] = images
    spread = pad(spread, (wide - 1, wide - 1, high - 1, high - 1))
    windows = spread.unfold(2, high, 1).unfold(3, wide, 1)
    return _cut(torch.einsum("bcyxij,coij->boyx", windows, kernel.flip(2, 3)), bias, padding)


def stamps_added_by_index(images, kernel, bias, stride=1, padding=0):
    """Make all stamps by one product and add them by a table of places."""
    batch, channels, rows, columns = images.shape
    outputs, high, wide = kernel.shape[1:]
    height, width = (rows - 1) * stride + high, (columns - 1) * stride + wide
    stamps = kernel.reshape(channels, -1).T @ images.flatten(2)
    row = torch.arange(high)[:, None, None, None] + stride * torch.arange(rows)[:, None]
    column = torch.arange(wide)[:, None, None] + stride * torch.arange(columns)
    places = (row * width + column).flatten()
    laid = images.new_zeros(batch, outputs, height * width)
    laid = laid.index_add(2, places, stamps.reshape(batch, outputs, -1))
    return _cut(laid.view(batch, outputs, height, width), bias, padding)


def one_einsum(images, kernel, bias, stride=1, padding=0):
    """Let tensors of 0 and 1 say which row and column of a kernel lands where."""

    def landing(places, side):
        size = (places - 1) * stride + side - 2 * padding
        lands = stride * torch.arange(places)[:, None] + torch.arange(side) - padding
        return (lands[..., None] == torch.arange(size)).to(images.dtype)

    down = landing(images.shape[2], kernel.shape[2])
    across = landing(images.shape[3], kernel.shape[3])
    laid = torch.einsum("bcyx,coij,yir,xjs->bors", images, kernel, down, across)
    return laid + bias[None, :, None, None]


def sum_of_padded_stamps(images, kernel, bias, stride=1, padding=0):
    """Pad each stamp to the size of the output and add; nothing is changed in place."""
    rows, columns = images.shape[2:]
    total = bias[:, None, None]
    for y in range(rows):
        for x in range(columns):
            stamp = torch.einsum("bc,coij->boij", images[:, :, y, x], kernel)
            before = (x * stride - padding, y * stride - padding)
            after = ((columns - 1 - x) * stride - padding, (rows - 1 - y) * stride - padding)
            total = total + pad(stamp, (before[0], after[0], before[1], after[1]))
    return total


def channel_by_channel(images, kernel, bias, stride=1, padding=0):
    """Loop over everything but the pixels."""
    batch, channels, rows, columns = images.shape
    _, outputs, high, wide = kernel.shape
    height, width = (rows - 1) * stride + high, (columns - 1) * stride + wide
    planes = []
    for output in range(outputs):
        plane = torch.zeros(batch, height, width, dtype=images.dtype)
        for channel in range(channels):
            for i in range(high):
                for j in range(wide):
                    part = plane[:, i : i + height - high + 1 : stride, j:][
                        :, :, : width - wide + 1 : stride
                    ]
                    part += kernel[channel, output, i, j] * images[:, channel]
        planes.append(plane + bias[output])
    everything = torch.stack(planes, dim=1)
    return everything[:, :, padding : height - padding, padding : width - padding]


def by_fourier(images, kernel, bias, stride=1, padding=0):
    """Multiply the spectra of the spread image and of the kernel."""
    rows, columns = images.shape[2:]
    size = [
        (places - 1) * stride + side
        for places, side in zip((rows, columns), kernel.shape[2:], strict=True)
    ]
    spread = images.new_zeros(*images.shape[:2], *size)
    spread[:, :, : (rows - 1) * stride + 1 : stride, : (columns - 1) * stride + 1 : stride] = images
    spectrum = torch.einsum(
        "bcyx,coyx->boyx", torch.fft.rfft2(spread), torch.fft.rfft2(kernel, s=size)
    )
    return _cut(torch.fft.irfft2(spectrum, s=size), bias, padding)


def output_by_output(images, kernel, bias, stride=1, padding=0):
    """Ask for each pixel of the output which pixels of the images reach it."""
    rows, columns = images.shape[2:]
    high, wide = kernel.shape[2:]
    height = (rows - 1) * stride + high - 2 * padding
    width = (columns - 1) * stride + wide - 2 * padding
    pixels = []
    for row in range(padding, padding + height):
        for column in range(padding, padding + width):
            total = bias.expand(len(images), -1)
            for y in range(rows):
                for x in range(columns):
                    i, j = row - y * stride, column - x * stride
                    if 0 <= i < high and 0 <= j < wide:
                        total = total + images[:, :, y, x] @ kernel[:, :, i, j]
            pixels.append(total)
    return torch.stack(pixels, dim=2).unflatten(2, (height, width))


def as_the_transposed_matrix(images, kernel, bias, stride=1, padding=0):
    """Write the convolution of the output's size as a matrix, and multiply by its transpose."""
    _, channels, rows, columns = images.shape
    outputs, high, wide = kernel.shape[1:]
    height, width = (rows - 1) * stride + high, (columns - 1) * stride + wide
    matrix = images.new_zeros(channels, rows, columns, outputs, height, width)
    for y in range(rows):
        for x in range(columns):
            top, left = y * stride, x * stride
            matrix[:, y, x, :, top : top + high, left : left + wide] = kernel
    laid = images.flatten(1) @ matrix.flatten(0, 2).flatten(1)
    return _cut(laid.view(-1, outputs, height, width), bias, padding)


def by_the_own_fold(images, kernel, bias, stride=1, padding=0):
    """Make all stamps by one product; the `fold` of exercise 2.3 adds them up."""
    from work03_cifar10.basics.convolution import fold

    high, wide = kernel.shape[2:]
    size = [
        (places - 1) * stride + side - 2 * padding
        for places, side in zip(images.shape[2:], (high, wide), strict=True)
    ]
    stamps = kernel.flatten(1).T @ images.flatten(2)
    return fold(stamps, size, (high, wide), stride, padding) + bias[:, None, None]
