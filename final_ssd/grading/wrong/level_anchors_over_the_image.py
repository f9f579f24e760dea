"""Spreads the centers over the image, instead of by the stride."""

import torch

from final_ssd.geometry.boxes import from_center

OBJECT = "final_ssd.geometry.anchors:level_anchors"
CAUGHT_BY = "level_anchors"


def level_anchors(level, image_size):
    places = (torch.arange(level.cells(image_size)) + 0.5) * image_size / level.cells(image_size)
    y, x = torch.meshgrid(places, places, indexing="ij")
    centers = torch.stack([x, y], dim=-1)[:, :, None]
    shapes = torch.tensor(level.shapes)[None, None]
    centers, shapes = torch.broadcast_tensors(centers, shapes)
    return from_center(torch.cat([centers, shapes], dim=-1)).reshape(-1, 4)
