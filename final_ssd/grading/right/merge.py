"""Right ways to merge two levels."""

import torch
from torch import nn
from torch.nn import functional

OBJECT = "final_ssd.models.fpn:merge"


def by_indexing(finer, coarser):
    """Whole numbers say which pixel is nearest."""
    rows = torch.arange(finer.shape[2]) * coarser.shape[2] // finer.shape[2]
    columns = torch.arange(finer.shape[3]) * coarser.shape[3] // finer.shape[3]
    return finer + coarser[:, :, rows][:, :, :, columns]


def with_an_upsample_layer(finer, coarser):
    """A layer that enlarges to a size."""
    return nn.Upsample(size=tuple(finer.shape[2:]), mode="nearest")(coarser) + finer


def by_matrices(finer, coarser):
    """Selects rows and columns by matrices of ones and zeros."""

    def selection(large, small):
        nearest = torch.arange(large) * small // large
        return functional.one_hot(nearest, small).to(coarser.dtype)

    rows = selection(finer.shape[2], coarser.shape[2])
    columns = selection(finer.shape[3], coarser.shape[3])
    return torch.einsum("yh,bchw,xw->bcyx", rows, coarser, columns) + finer


def pixel_by_pixel(finer, coarser):
    """Loops over rows and columns."""
    height, width = finer.shape[-2:]
    low_height, low_width = coarser.shape[-2:]
    rows = []
    for y in range(height):
        row = [
            finer[:, :, y, x] + coarser[:, :, y * low_height // height, x * low_width // width]
            for x in range(width)
        ]
        rows.append(torch.stack(row, dim=-1))
    return torch.stack(rows, dim=-2)


def by_repeating(finer, coarser):
    """Repeats each row and column as often as it is nearest."""

    def times(large, small):
        return torch.bincount(torch.arange(large) * small // large, minlength=small)

    taller = coarser.repeat_interleave(times(finer.shape[2], coarser.shape[2]), dim=2)
    larger = taller.repeat_interleave(times(finer.shape[3], coarser.shape[3]), dim=3)
    return torch.add(finer, larger)


def by_index_select(finer, coarser):
    """Selects along each axis, one after the other."""
    enlarged = coarser
    for dim in (2, 3):
        small, large = coarser.shape[dim], finer.shape[dim]
        index = torch.tensor([place * small // large for place in range(large)])
        enlarged = enlarged.index_select(dim, index)
    return enlarged.add(finer)


def by_gathering(finer, coarser):
    """Gathers from maps that are flattened."""
    batch, channels, height, width = finer.shape
    low_height, low_width = coarser.shape[2:]
    y = torch.arange(height).mul(low_height).div(height, rounding_mode="floor")
    x = torch.arange(width).mul(low_width).div(width, rounding_mode="floor")
    index = (y[:, None] * low_width + x).flatten().expand(batch, channels, -1)
    return finer + coarser.flatten(2).gather(2, index).view_as(finer)


def by_adding_into_a_copy(finer, coarser):
    """Adds in place, to a copy."""
    result = finer.clone()
    result += functional.interpolate(coarser, finer.shape[2:])
    return result


def by_blocks(finer, coarser):
    """Adds each coarse pixel to the block of fine ones that it is nearest to."""

    def bounds(large, small):
        return [-(-number * large // small) for number in range(small + 1)]

    rows = bounds(finer.shape[2], coarser.shape[2])
    columns = bounds(finer.shape[3], coarser.shape[3])
    result = finer.clone()
    for i in range(coarser.shape[2]):
        for j in range(coarser.shape[3]):
            block = result[:, :, rows[i] : rows[i + 1], columns[j] : columns[j + 1]]
            block += coarser[:, :, i : i + 1, j : j + 1]
    return result
