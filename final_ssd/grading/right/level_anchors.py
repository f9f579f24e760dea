"""Right ways to the anchors of a level."""

import itertools
import math

import numpy as np
import torch

from final_ssd.geometry.boxes import from_center

OBJECT = "final_ssd.geometry.anchors:level_anchors"


def in_three_loops(level, image_size):
    """Rows, cells, shapes."""
    boxes = []
    for row in range(level.cells(image_size)):
        for column in range(level.cells(image_size)):
            x, y = (column + 0.5) * level.stride, (row + 0.5) * level.stride
            for width, height in level.shapes:
                boxes.append([x - width / 2, y - height / 2, x + width / 2, y + height / 2])
    return torch.tensor(boxes)


def with_numpy(level, image_size):
    """A grid of NumPy's."""
    count = math.ceil(image_size / level.stride)
    rows, columns = np.mgrid[:count, :count]
    centers = (np.stack([columns, rows], axis=-1) + 0.5) * level.stride
    half = np.array(level.shapes) / 2
    low = centers[:, :, None] - half
    high = centers[:, :, None] + half
    return torch.from_numpy(np.concatenate([low, high], axis=-1).reshape(-1, 4)).float()


def with_itertools(level, image_size):
    """The product of rows, columns and shapes."""
    places = [level.stride * (n + 1 / 2) for n in range(level.cells(image_size))]
    listed = [(x, y, *shape) for y, x, shape in itertools.product(places, places, level.shapes)]
    return from_center(torch.tensor(listed, dtype=torch.float32))


def with_cartesian_product(level, image_size):
    """Centers by a Cartesian product, repeated for each shape."""
    places = torch.arange(level.cells(image_size)) * float(level.stride) + level.stride / 2
    centers = torch.cartesian_prod(places, places).flip(1)
    shapes = torch.tensor(level.shapes)
    repeated = centers.repeat_interleave(len(shapes), dim=0)
    return from_center(torch.cat([repeated, shapes.repeat(len(centers), 1)], dim=1))


def by_adding_a_cell_to_shifts(level, image_size):
    """The anchors of the first cell, shifted to every cell."""
    shapes = torch.tensor(level.shapes)
    first = torch.cat([-shapes, shapes], dim=1) / 2 + level.stride / 2
    steps = torch.arange(0, level.cells(image_size) * level.stride, level.stride)
    y, x = torch.meshgrid(steps, steps, indexing="ij")
    shifts = torch.stack([x, y, x, y], dim=-1).view(-1, 1, 4)
    return (shifts + first).view(-1, 4)


def by_writing_columns(level, image_size):
    """Writes the four columns of a table."""
    count, kinds = level.cells(image_size), len(level.shapes)
    number = torch.arange(count * count * kinds)
    shapes = torch.tensor(level.shapes)[number % kinds]
    x = (number // kinds % count + 0.5) * level.stride
    y = (number // kinds // count + 0.5) * level.stride
    table = torch.empty(len(number), 4)
    table[:, 0], table[:, 2] = x - shapes[:, 0] / 2, x + shapes[:, 0] / 2
    table[:, 1], table[:, 3] = y - shapes[:, 1] / 2, y + shapes[:, 1] / 2
    return table


def shape_by_shape(level, image_size):
    """A grid for each shape, stacked in between."""
    count = (image_size + level.stride - 1) // level.stride
    places = torch.linspace(level.stride / 2, (count - 0.5) * level.stride, count)
    x, y = places.expand(count, count), places[:, None].expand(count, count)
    grids = [
        torch.stack([x - w / 2, y - h / 2, x + w / 2, y + h / 2], dim=-1) for w, h in level.shapes
    ]
    return torch.stack(grids, dim=2).flatten(0, 2)


def row_by_row(level, image_size):
    """A row of cells, again and again, lower each time."""
    cells, stride = level.cells(image_size), level.stride
    row = torch.cat(
        [
            torch.tensor([[(c + 0.5) * stride, stride / 2, *map(float, s)] for s in level.shapes])
            for c in range(cells)
        ]
    )
    rows = []
    for number in range(cells):
        lower = row.clone()
        lower[:, 1] += number * stride
        rows.append(from_center(lower))
    return torch.cat(rows)


def with_zeros_and_broadcasting(level, image_size):
    """A map of five dimensions, filled by broadcasting."""
    count = level.cells(image_size)
    places = torch.tensor([(n + 0.5) * level.stride for n in range(count)])
    half = torch.tensor([list(shape) for shape in level.shapes]) * 0.5
    boxes = torch.zeros(count, count, len(half), 2, 2)
    boxes[..., 0] += places[None, :, None, None]
    boxes[..., 1] += places[:, None, None, None]
    boxes[..., 0, :] -= half
    boxes[..., 1, :] += half
    return boxes.reshape(-1, 4)
