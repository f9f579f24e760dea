"""Columns back to where they came from, in other forms."""

import torch

OBJECT = "work03_cifar10.basics.convolution:fold"


def _channels(columns, size):
    return columns.shape[1] // (size[0] * size[1])


def add_window_by_window(columns, image_size, size, stride=1, padding=0):
    """Add one window after the other."""
    rows, places = (
        output_size(side, kernel, stride, padding)
        for side, kernel in zip(image_size, size, strict=True)
    )
    windows = columns.unflatten(1, (_channels(columns, size), *size))
    padded = columns.new_zeros(
        len(columns), windows.shape[1], *(side + 2 * padding for side in image_size)
    )
    for number in range(rows * places):
        top, left = number // places * stride, number % places * stride
        padded[:, :, top : top + size[0], left : left + size[1]] += windows[..., number]
    return padded[:, :, padding:, padding:][:, :, : image_size[0], : image_size[1]]


def _table_of_places(image_size, size, stride, padding):
    large = [side + 2 * padding for side in image_size]
    numbers = torch.arange(large[0] * large[1]).view(large)
    table = numbers.unfold(0, size[0], stride).unfold(1, size[1], stride)
    return large, table.permute(2, 3, 0, 1).flatten()


def add_by_index(columns, image_size, size, stride=1, padding=0):
    """Add along the flattened image by one table of places."""
    large, places = _table_of_places(image_size, size, stride, padding)
    flat = columns.reshape(len(columns), _channels(columns, size), len(places))
    added = columns.new_zeros(*flat.shape[:2], large[0] * large[1]).index_add(2, places, flat)
    image = added.view(*flat.shape[:2], *large)
    return image[:, :, padding : large[0] - padding, padding : large[1] - padding]


def scatter_flat(columns, image_size, size, stride=1, padding=0):
    """Scatter; what lands on the padding goes to one place that is thrown away."""
    height, width = image_size
    _, places = _table_of_places(image_size, size, stride, padding)
    row = places // (width + 2 * padding) - padding
    column = places % (width + 2 * padding) - padding
    inside = (row >= 0) & (row < height) & (column >= 0) & (column < width)
    target = torch.where(inside, row * width + column, height * width)
    flat = columns.reshape(len(columns), _channels(columns, size), len(places))
    image = columns.new_zeros(*flat.shape[:2], height * width + 1)
    image = image.scatter_add(2, target.expand(flat.shape), flat)
    return image[..., :-1].unflatten(2, image_size)


def by_the_transposed_matrix(columns, image_size, size, stride=1, padding=0):
    """Write `unfold` of one channel as a matrix, and multiply by its transpose."""
    pixels = torch.eye(image_size[0] * image_size[1], dtype=columns.dtype)
    matrix = unfold(pixels.view(-1, 1, *image_size), size, stride, padding).flatten(1)
    flat = columns.reshape(len(columns), _channels(columns, size), matrix.shape[1])
    return (flat @ matrix.T).view(*flat.shape[:2], *image_size)


def put_with_accumulation(columns, image_size, size, stride=1, padding=0):
    """Put all windows at once, by rows and columns, with accumulation."""
    rows, places = (
        output_size(side, kernel, stride, padding)
        for side, kernel in zip(image_size, size, strict=True)
    )
    windows = columns.reshape(len(columns), _channels(columns, size), *size, rows, places)
    row = torch.arange(size[0])[:, None, None, None] + stride * torch.arange(rows)[:, None]
    column = torch.arange(size[1])[:, None, None] + stride * torch.arange(places)
    image = torch.arange(windows.shape[0])[:, None, None, None, None, None]
    channel = torch.arange(windows.shape[1])[:, None, None, None, None]
    padded = columns.new_zeros(
        *windows.shape[:2], image_size[0] + 2 * padding, image_size[1] + 2 * padding
    )
    padded = padded.index_put((image, channel, row, column), windows, accumulate=True)
    return padded[..., padding : padding + image_size[0], padding : padding + image_size[1]]


def sum_of_padded_windows(columns, image_size, size, stride=1, padding=0):
    """Pad each window to the whole padded image and add; nothing is changed in place."""
    rows, places = (
        output_size(side, kernel, stride, padding)
        for side, kernel in zip(image_size, size, strict=True)
    )
    windows = columns.reshape(len(columns), _channels(columns, size), *size, rows, places)
    total = 0
    for y in range(rows):
        for x in range(places):
            bottom = image_size[0] + 2 * padding - y * stride - size[0]
            right = image_size[1] + 2 * padding - x * stride - size[1]
            total = total + pad(windows[..., y, x], (x * stride, right, y * stride, bottom))
    return pad(total, (-padding, -padding, -padding, -padding))


def by_selecting_matrices(columns, image_size, size, stride=1, padding=0):
    """Place rows and columns by products with matrices of 0 and 1."""

    def selection(side, kernel):
        places = (side + 2 * padding - kernel) // stride + 1
        wanted = torch.arange(kernel)[:, None] + stride * torch.arange(places) - padding
        return (wanted[..., None] == torch.arange(side)).to(columns.dtype)

    down, across = selection(image_size[0], size[0]), selection(image_size[1], size[1])
    windows = columns.reshape(
        len(columns), _channels(columns, size), *size, down.shape[1], across.shape[1]
    )
    return torch.einsum("bcijyx,iyr,jxs->bcrs", windows, down, across)


def pixel_by_pixel(columns, image_size, size, stride=1, padding=0):
    """Ask for each pixel which windows hold it."""
    rows, places = (
        output_size(side, kernel, stride, padding)
        for side, kernel in zip(image_size, size, strict=True)
    )
    windows = columns.reshape(len(columns), _channels(columns, size), *size, rows, places)
    pixels = []
    for row in range(padding, padding + image_size[0]):
        for column in range(padding, padding + image_size[1]):
            total = columns.new_zeros(windows.shape[:2])
            for y in range(rows):
                for x in range(places):
                    i, j = row - y * stride, column - x * stride
                    if 0 <= i < size[0] and 0 <= j < size[1]:
                        total = total + windows[:, :, i, j, y, x]
            pixels.append(total)
    return torch.stack(pixels, dim=2).view(*windows.shape[:2], *image_size)


def columns_then_rows(columns, image_size, size, stride=1, padding=0):
    """Fold one axis, then the other."""

    def along(windows, side):  # … kernel place -> … side
        kernel, places = windows.shape[-2:]
        line = windows.new_zeros(*windows.shape[:-2], side + 2 * padding)
        for place in range(places):
            line[..., place * stride : place * stride + kernel] += windows[..., place]
        return line[..., padding : padding + side]

    rows = output_size(image_size[0], size[0], stride, padding)
    windows = columns.reshape(
        len(columns), _channels(columns, size), *size, rows, columns.shape[2] // rows
    )
    wide = along(windows.transpose(3, 4), image_size[1])  # batch channel i y width
    return along(wide.movedim(4, 2), image_size[0]).transpose(2, 3)
