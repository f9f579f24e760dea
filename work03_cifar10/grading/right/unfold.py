"""Windows as columns, in other forms."""

import torch

OBJECT = "work03_cifar10.basics.convolution:unfold"


def view_of_windows(images, size, stride=1, padding=0):
    """Permute and flatten a view of all windows."""
    windows = pad(images, (padding,) * 4).unfold(2, size[0], stride).unfold(3, size[1], stride)
    return windows.permute(0, 1, 4, 5, 2, 3).flatten(4).flatten(1, 3)


def indices_of_rows_and_columns(images, size, stride=1, padding=0):
    """Look pixels up by rows and columns."""
    padded = pad(images, (padding, padding, padding, padding))
    tops = torch.arange(0, padded.shape[2] - size[0] + 1, stride)
    lefts = torch.arange(0, padded.shape[3] - size[1] + 1, stride)
    rows = torch.arange(size[0])[:, None, None, None] + tops[:, None]
    columns = torch.arange(size[1])[:, None, None] + lefts
    windows = padded[:, :, rows, columns]
    pixels = images.shape[1] * size[0] * size[1]
    return windows.reshape(len(images), pixels, len(tops) * len(lefts))


def window_by_window(images, size, stride=1, padding=0):
    """Flatten one window after the other."""
    padded = pad(images, (padding, padding, padding, padding))
    columns = [
        padded[:, :, top : top + size[0], left : left + size[1]].flatten(1)
        for top in range(0, padded.shape[2] - size[0] + 1, stride)
        for left in range(0, padded.shape[3] - size[1] + 1, stride)
    ]
    return torch.stack(columns, dim=2)


def memory_in_steps(images, size, stride=1, padding=0):
    """Step through memory."""
    padded = pad(images, (padding, padding, padding, padding)).contiguous()
    batch, channels, rows, columns = padded.shape
    a, b, c, d = padded.stride()
    places = (rows - size[0]) // stride + 1, (columns - size[1]) // stride + 1
    windows = torch.as_strided(
        padded, (batch, channels, *size, *places), (a, b, c, d, c * stride, d * stride)
    )
    return windows.reshape(batch, channels * size[0] * size[1], places[0] * places[1])


def grids_stacked(images, size, stride=1, padding=0):
    """Stack one grid of pixels for each pixel of the window."""
    padded = pad(images, (padding, padding, padding, padding))
    height = output_size(images.shape[2], size[0], stride, padding)
    width = output_size(images.shape[3], size[1], stride, padding)
    grids = [
        padded[:, :, i::stride, j::stride][:, :, :height, :width].flatten(2)
        for i in range(size[0])
        for j in range(size[1])
    ]
    return torch.stack(grids, dim=2).flatten(1, 2)


def matrices_that_select(images, size, stride=1, padding=0):
    """Select rows and columns by products with matrices of 0 and 1; padding selects nothing."""

    def selection(side, kernel):
        places = (side + 2 * padding - kernel) // stride + 1
        wanted = torch.arange(kernel)[:, None] + stride * torch.arange(places) - padding
        return (wanted[..., None] == torch.arange(side)).to(images.dtype)

    down, across = (selection(side, k) for side, k in zip(images.shape[2:], size, strict=True))
    columns = torch.einsum("bcrs,iyr,jxs->bcijyx", images, down, across)
    pixels, places = images.shape[1] * size[0] * size[1], down.shape[1] * across.shape[1]
    return columns.reshape(len(images), pixels, places)


def flat_gather(images, size, stride=1, padding=0):
    """Gather from flattened channels by one table of places."""
    padded = pad(images, (padding, padding, padding, padding))
    numbers = torch.arange(padded.shape[2] * padded.shape[3]).view(padded.shape[2:])
    table = numbers.unfold(0, size[0], stride).unfold(1, size[1], stride)
    table = table.permute(2, 3, 0, 1).reshape(size[0] * size[1], -1)
    return (
        padded.flatten(2)
        .index_select(2, table.flatten())
        .view(len(images), images.shape[1] * len(table), table.shape[1])
    )


def rows_then_columns(images, size, stride=1, padding=0):
    """Take windows along one axis, then along the other."""

    def along(x, axis, kernel):
        side = x.shape[axis]
        zeros = x.new_zeros(*x.shape[:axis], padding, *x.shape[axis + 1 :])
        x = torch.cat([zeros, x, zeros], dim=axis)
        starts = range(0, side + 2 * padding - kernel + 1, stride)
        return torch.stack([x.narrow(axis, start, kernel) for start in starts], dim=-1)

    x = along(images, 2, size[0])  # batch channel i width y
    x = along(x.movedim(3, -1), 4, size[1])  # batch channel i y j x
    return x.movedim(4, 3).flatten(1, 3).flatten(2)


def channels_one_by_one(images, size, stride=1, padding=0):
    """Take every image and channel by itself."""
    padded = pad(images, (padding, padding, padding, padding))
    sides = images.shape[2:]
    places = [output_size(*each, stride, padding) for each in zip(sides, size, strict=True)]
    columns = images.new_empty(*images.shape[:2], size[0] * size[1], places[0] * places[1])
    for image in range(len(images)):
        for channel in range(images.shape[1]):
            windows = padded[image, channel].unfold(0, size[0], stride).unfold(1, size[1], stride)
            columns[image, channel] = windows.flatten(2).flatten(0, 1).T
    return columns.flatten(1, 2)
