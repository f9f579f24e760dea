"""Goes down the columns, where the network goes along the rows."""

import torch

from final_ssd.boxes import from_centre

OBJECT = "final_ssd.anchors:level_anchors"
CAUGHT_BY = "level_anchors"


def level_anchors(level, image_size):
    places = (torch.arange(level.cells(image_size)) + 0.5) * level.stride
    y, x = torch.meshgrid(places, places, indexing="xy")
    centres = torch.stack([x, y], dim=-1)[:, :, None]
    shapes = torch.tensor(level.shapes)[None, None]
    centres, shapes = torch.broadcast_tensors(centres, shapes)
    return from_centre(torch.cat([centres, shapes], dim=-1)).reshape(-1, 4)
