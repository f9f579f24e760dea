"""Right ways to predictions in the order of the anchors."""

import torch

OBJECT = "final_ssd.models.heads:by_anchor"


def split_first(maps, numbers):
    """Splits the channels first, then permutes five axes."""
    batch, channels, height, width = maps.shape
    split = maps.view(batch, channels // numbers, numbers, height, width)
    return split.permute(0, 3, 4, 1, 2).reshape(
        batch, height * width * (channels // numbers), numbers
    )


def with_movedim(maps, numbers):
    """Channels last, flattened, unflattened."""
    last = maps.movedim(1, -1).contiguous()
    return last.view(maps.shape[0], -1).unflatten(1, (-1, numbers))


def with_einsum(maps, numbers):
    """Only renames axes, by einsum."""
    split = maps.unflatten(1, (-1, numbers))
    return torch.einsum("bknhw->bhwkn", split).flatten(1, 3)


def anchor_by_anchor(maps, numbers):
    """Stacks the anchors of each cell."""
    anchors = maps.split(numbers, dim=1)
    by_cell = [anchor.flatten(2).transpose(1, 2) for anchor in anchors]
    return torch.stack(by_cell, dim=2).reshape(len(maps), -1, numbers)


def cell_by_cell(maps, numbers):
    """Loops over rows, cells and anchors."""
    listed = []
    for row in range(maps.shape[2]):
        for column in range(maps.shape[3]):
            for first in range(0, maps.shape[1], numbers):
                listed.append(maps[:, first : first + numbers, row, column])
    return torch.stack(listed, dim=1)


def with_windows(maps, numbers):
    """Windows over the channels."""
    windows = maps.unfold(1, numbers, numbers)  # batch, anchor, row, column, number
    return windows.permute(0, 2, 3, 1, 4).reshape(maps.size(0), -1, numbers)


def by_numbering(maps, numbers):
    """Computes where each prediction stands."""
    batch, channels, height, width = maps.shape
    anchors = channels // numbers
    place = torch.arange(height * width * anchors)
    cell, anchor = place // anchors, place % anchors
    channel = anchor[:, None] * numbers + torch.arange(numbers)
    return maps.flatten(2)[:, channel, cell[:, None].expand_as(channel)].reshape(batch, -1, numbers)


def image_by_image(maps, numbers):
    """A matrix of cells and channels for each image."""
    return torch.stack([image.flatten(1).T.reshape(-1, numbers) for image in maps])


def with_swapped_axes(maps, numbers):
    """Swaps axes two at a time."""
    return maps.transpose(1, 2).transpose(2, 3).flatten(1).reshape(maps.shape[0], -1, numbers)


def number_by_number(maps, numbers):
    """Takes every n-th channel for the n-th number."""
    columns = [maps[:, n::numbers].permute(0, 2, 3, 1).flatten(1) for n in range(numbers)]
    return torch.stack(columns, dim=-1)
