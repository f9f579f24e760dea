"""Convolution in other forms."""

import torch

OBJECT = "work03_cifar10.basics.convolution:convolve_by_loops"


def number_by_number(images, kernel, bias, stride=1, padding=0):
    """Compute each number of the output by itself."""
    images = torch.nn.functional.pad(images, [padding] * 4)
    outputs, _, high, wide = kernel.shape
    height = (images.shape[2] - high) // stride + 1
    width = (images.shape[3] - wide) // stride + 1
    numbers = [
        (image[:, y * stride : y * stride + high, x * stride : x * stride + wide] * kernel[o]).sum()
        + bias[o]
        for image in images
        for o in range(outputs)
        for y in range(height)
        for x in range(width)
    ]
    return torch.stack(numbers).view(len(images), outputs, height, width)


def shifted_images(images, kernel, bias, stride=1, padding=0):
    """Loop over the kernel: each of its pixels weighs a shifted image."""
    padded = pad(images, (padding,) * 4)
    _, _, high, wide = kernel.shape
    height = output_size(images.shape[2], high, stride, padding)
    width = output_size(images.shape[3], wide, stride, padding)
    output = bias[None, :, None, None]
    for i in range(high):
        for j in range(wide):
            shifted = padded[:, :, i::stride, j::stride][:, :, :height, :width]
            output = output + torch.einsum("bchw,oc->bohw", shifted, kernel[:, :, i, j])
    return output


def einsum_of_windows(images, kernel, bias, stride=1, padding=0):
    """See all windows at once, as a view."""
    windows = pad(images, (padding, padding, padding, padding))
    windows = windows.unfold(2, kernel.shape[2], stride).unfold(3, kernel.shape[3], stride)
    return torch.einsum("bcyxij,ocij->boyx", windows, kernel) + bias.view(-1, 1, 1)


def strides_of_memory(images, kernel, bias, stride=1, padding=0):
    """Step through the memory of the padded images."""
    padded = pad(images, (padding, padding, padding, padding)).contiguous()
    batch, channels, rows, columns = padded.shape
    high, wide = kernel.shape[2:]
    places = ((rows - high) // stride + 1, (columns - wide) // stride + 1)
    of_image, of_channel, of_row, of_column = padded.stride()
    windows = padded.as_strided(
        (batch, channels, high, wide, *places),
        (of_image, of_channel, of_row, of_column, stride * of_row, stride * of_column),
    )
    product = torch.tensordot(kernel, windows, dims=([1, 2, 3], [1, 2, 3]))
    return product.transpose(0, 1) + bias[:, None, None]


def row_by_row(images, kernel, bias, stride=1, padding=0):
    """Loop over the rows of the output; a band of the images makes one."""
    zeros = images.new_zeros(*images.shape[:2], padding, images.shape[3])
    padded = torch.cat([zeros, images, zeros], dim=2)
    zeros = padded.new_zeros(*padded.shape[:3], padding)
    padded = torch.cat([zeros, padded, zeros], dim=3)
    rows = []
    for top in range(0, padded.shape[2] - kernel.shape[2] + 1, stride):
        band = padded[:, :, top : top + kernel.shape[2]].unfold(3, kernel.shape[3], stride)
        rows.append((band[:, None] * kernel[None, :, :, :, None]).sum(dim=(2, 3, 5)))
    return torch.stack(rows, dim=2) + bias[:, None, None]


def indices_of_pixels(images, kernel, bias, stride=1, padding=0):
    """Look up the pixels of each window by their rows and columns."""
    padded = pad(images, (padding, padding, padding, padding))
    high, wide = kernel.shape[2:]
    tops = torch.arange(0, padded.shape[2] - high + 1, stride)
    lefts = torch.arange(0, padded.shape[3] - wide + 1, stride)
    rows = tops[:, None, None, None] + torch.arange(high)[None, None, :, None]
    columns = lefts[None, :, None, None] + torch.arange(wide)[None, None, None, :]
    pixels = padded[:, :, rows, columns]  # batch channel y x i j
    flat = pixels.permute(0, 2, 3, 1, 4, 5).flatten(3)
    return (flat @ kernel.flatten(1).T + bias).permute(0, 3, 1, 2)


def product_at_each_place(images, kernel, bias, stride=1, padding=0):
    """Flatten one window after the other and multiply it with all kernels."""
    padded = pad(images, (padding, padding, padding, padding))
    matrix = kernel.reshape(len(kernel), -1)
    height = output_size(images.shape[-2], kernel.shape[-2], stride, padding)
    width = output_size(images.shape[-1], kernel.shape[-1], stride, padding)
    answers = {}
    for place in range(height * width):
        top, left = (stride * number for number in divmod(place, width))
        window = padded[..., top : top + kernel.shape[-2], left : left + kernel.shape[-1]]
        answers[place] = torch.addmm(bias, window.reshape(len(images), -1), matrix.t())
    return torch.stack(list(answers.values()), dim=-1).unflatten(-1, (height, width))


def by_fourier(images, kernel, bias, stride=1, padding=0):
    """Multiply in the frequency domain; keep every stride-th place."""
    padded = pad(images, (padding, padding, padding, padding))
    size = padded.shape[2:]
    spectrum = torch.fft.rfft2(padded)[:, None] * torch.fft.rfft2(kernel, s=size).conj()[None]
    everywhere = torch.fft.irfft2(spectrum.sum(dim=2), s=size)
    last_row, last_column = (n - k + 1 for n, k in zip(size, kernel.shape[2:], strict=True))
    return everywhere[:, :, :last_row:stride, :last_column:stride] + bias[:, None, None]


def one_large_matrix(images, kernel, bias, stride=1, padding=0):
    """Write the convolution as one matrix on all pixels of the images, without padding them."""
    _, channels, rows, columns = images.shape
    outputs, _, high, wide = kernel.shape
    height = output_size(rows, high, stride, padding)
    width = output_size(columns, wide, stride, padding)
    matrix = images.new_zeros(outputs, height, width, channels, rows, columns)
    for y in range(height):
        for x in range(width):
            for i in range(high):
                for j in range(wide):
                    row, column = y * stride + i - padding, x * stride + j - padding
                    if 0 <= row < rows and 0 <= column < columns:
                        matrix[:, y, x, :, row, column] = kernel[:, :, i, j]
    output = images.flatten(1) @ matrix.reshape(outputs * height * width, -1).T
    return output.view(-1, outputs, height, width) + bias.reshape(1, -1, 1, 1)
