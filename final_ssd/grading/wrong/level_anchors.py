"""Mistakes in level_anchors: each function is one, and its docstring says which."""

from types import SimpleNamespace

import torch
from torchvision.models.detection.anchor_utils import AnchorGenerator, DefaultBoxGenerator

from final_ssd.geometry.boxes import from_center

OBJECT = "final_ssd.geometry.anchors:level_anchors"


def at_corners(level, image_size):
    """Puts anchors at the cells' corners."""
    places = torch.arange(level.cells(image_size)) * float(level.stride)
    y, x = torch.meshgrid(places, places, indexing="ij")
    centers = torch.stack([x, y], dim=-1)[:, :, None]
    shapes = torch.tensor(level.shapes)[None, None]
    centers, shapes = torch.broadcast_tensors(centers, shapes)
    return from_center(torch.cat([centers, shapes], dim=-1)).reshape(-1, 4)


def clipped(level, image_size):
    """Cuts off what reaches over the border."""
    places = (torch.arange(level.cells(image_size)) + 0.5) * level.stride
    y, x = torch.meshgrid(places, places, indexing="ij")
    centers = torch.stack([x, y], dim=-1)[:, :, None]
    shapes = torch.tensor(level.shapes)[None, None]
    centers, shapes = torch.broadcast_tensors(centers, shapes)
    return from_center(torch.cat([centers, shapes], dim=-1)).reshape(-1, 4).clamp(0, image_size)


def column_by_column(level, image_size):
    """Goes down the columns, where the network goes along the rows."""
    places = (torch.arange(level.cells(image_size)) + 0.5) * level.stride
    y, x = torch.meshgrid(places, places, indexing="xy")
    centers = torch.stack([x, y], dim=-1)[:, :, None]
    shapes = torch.tensor(level.shapes)[None, None]
    centers, shapes = torch.broadcast_tensors(centers, shapes)
    return from_center(torch.cat([centers, shapes], dim=-1)).reshape(-1, 4)


def drops_the_border(level, image_size):
    """Leaves out the last, incomplete cell."""
    places = (torch.arange(image_size // level.stride) + 0.5) * level.stride
    y, x = torch.meshgrid(places, places, indexing="ij")
    centers = torch.stack([x, y], dim=-1)[:, :, None]
    shapes = torch.tensor(level.shapes)[None, None]
    centers, shapes = torch.broadcast_tensors(centers, shapes)
    return from_center(torch.cat([centers, shapes], dim=-1)).reshape(-1, 4)


def from_corners(level, image_size):
    """Takes centers for corners."""
    places = (torch.arange(level.cells(image_size)) + 0.5) * level.stride
    y, x = torch.meshgrid(places, places, indexing="ij")
    centers = torch.stack([x, y], dim=-1)[:, :, None]
    shapes = torch.tensor(level.shapes)[None, None]
    centers, shapes = torch.broadcast_tensors(centers, shapes)
    return torch.cat([centers, centers + shapes], dim=-1).reshape(-1, 4)


def heights_first(level, image_size):
    """Takes shapes for (height, width)."""
    places = (torch.arange(level.cells(image_size)) + 0.5) * level.stride
    y, x = torch.meshgrid(places, places, indexing="ij")
    centers = torch.stack([x, y], dim=-1)[:, :, None]
    shapes = torch.tensor(level.shapes).flip(-1)[None, None]
    centers, shapes = torch.broadcast_tensors(centers, shapes)
    return from_center(torch.cat([centers, shapes], dim=-1)).reshape(-1, 4)


def in_whole_pixels(level, image_size):
    """Rounds to whole pixels."""
    places = (torch.arange(level.cells(image_size)) + 0.5) * level.stride
    y, x = torch.meshgrid(places, places, indexing="ij")
    centers = torch.stack([x, y], dim=-1)[:, :, None]
    shapes = torch.tensor(level.shapes)[None, None]
    centers, shapes = torch.broadcast_tensors(centers, shapes)
    return from_center(torch.cat([centers, shapes], dim=-1)).reshape(-1, 4).round()


def over_the_image(level, image_size):
    """Spreads the centers over the image, instead of by the stride."""
    places = (torch.arange(level.cells(image_size)) + 0.5) * image_size / level.cells(image_size)
    y, x = torch.meshgrid(places, places, indexing="ij")
    centers = torch.stack([x, y], dim=-1)[:, :, None]
    shapes = torch.tensor(level.shapes)[None, None]
    centers, shapes = torch.broadcast_tensors(centers, shapes)
    return from_center(torch.cat([centers, shapes], dim=-1)).reshape(-1, 4)


def shape_by_shape(level, image_size):
    """Lays all cells of the first shape first."""
    places = (torch.arange(level.cells(image_size)) + 0.5) * level.stride
    y, x = torch.meshgrid(places, places, indexing="ij")
    centers = torch.stack([x, y], dim=-1)[:, :, None]
    shapes = torch.tensor(level.shapes)[None, None]
    centers, shapes = torch.broadcast_tensors(centers, shapes)
    return from_center(torch.cat([centers, shapes], dim=-1)).permute(2, 0, 1, 3).reshape(-1, 4)


def ready(level, image_size):
    """Calls a method of torchvision's generator without making one."""
    half = torch.tensor(level.shapes) / 2
    base = torch.cat([-half, half], dim=-1) + level.stride / 2
    cells, stride = [level.cells(image_size)] * 2, [torch.tensor(level.stride)] * 2
    generator = SimpleNamespace(cell_anchors=[base])
    return AnchorGenerator.grid_anchors(generator, [cells], [stride])[0]


def ready_boxes(level, image_size):
    """Calls a method of torchvision's other generator without making one."""
    cells, shapes = level.cells(image_size), torch.tensor(level.shapes)
    generator = SimpleNamespace(steps=[1], clip=False, _wh_pairs=[shapes / level.stride])
    boxes = DefaultBoxGenerator._grid_default_boxes(generator, [[cells, cells]], [1, 1])
    return from_center(boxes * level.stride)
