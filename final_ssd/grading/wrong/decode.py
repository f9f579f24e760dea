"""Mistakes in decode: each function is one, and its docstring says which."""

import math
from types import SimpleNamespace

import torch
from torchvision.models.detection._utils import BoxCoder

from final_ssd.geometry.boxes import from_center, to_center
from final_ssd.geometry.coder import VARIANCES

OBJECT = "final_ssd.geometry.coder:decode"


def box_by_box(offsets, anchors, variances=VARIANCES):
    """Does not broadcast."""
    offsets, anchors = offsets.reshape(-1, 4), anchors.reshape(-1, 4)
    anchor = to_center(anchors)
    centers = offsets[..., :2] * variances[0] * anchor[..., 2:] + anchor[..., :2]
    growth = (offsets[..., 2:] * variances[1]).clamp(max=math.log(62.5))
    return from_center(torch.cat([centers, growth.exp() * anchor[..., 2:]], dim=-1))


def gives_centers(offsets, anchors, variances=(0.1, 0.2)):
    """Returns center and size."""
    anchor = to_center(anchors)
    centers = offsets[..., :2] * variances[0] * anchor[..., 2:] + anchor[..., :2]
    growth = (offsets[..., 2:] * variances[1]).clamp(max=4.135166556742356)
    return torch.cat([centers, growth.exp() * anchor[..., 2:]], dim=-1)


def grows_another_limit(offsets, anchors, variances=VARIANCES):
    """Lets a size grow a hundred times."""
    anchor = to_center(anchors)
    centers = offsets[..., :2] * variances[0] * anchor[..., 2:] + anchor[..., :2]
    growth = (offsets[..., 2:] * variances[1]).clamp(max=math.log(100))
    return from_center(torch.cat([centers, growth.exp() * anchor[..., 2:]], dim=-1))


def limits_both_ways(offsets, anchors, variances=VARIANCES):
    """Limits how much a size may shrink, too."""
    anchor = to_center(anchors)
    centers = offsets[..., :2] * variances[0] * anchor[..., 2:] + anchor[..., :2]
    growth = (offsets[..., 2:] * variances[1]).clamp(-math.log(62.5), math.log(62.5))
    return from_center(torch.cat([centers, growth.exp() * anchor[..., 2:]], dim=-1))


def limits_the_offset(offsets, anchors, variances=VARIANCES):
    """Limits the offset before it is multiplied."""
    anchor = to_center(anchors)
    centers = offsets[..., :2] * variances[0] * anchor[..., 2:] + anchor[..., :2]
    growth = offsets[..., 2:].clamp(max=math.log(62.5)) * variances[1]
    return from_center(torch.cat([centers, growth.exp() * anchor[..., 2:]], dim=-1))


def limits_the_size(offsets, anchors, variances=VARIANCES):
    """Limits the size in pixels."""
    anchor = to_center(anchors)
    centers = offsets[..., :2] * variances[0] * anchor[..., 2:] + anchor[..., :2]
    growth = offsets[..., 2:] * variances[1]
    return from_center(
        torch.cat([centers, (growth.exp() * anchor[..., 2:]).clamp(max=1000)], dim=-1)
    )


def own_variances(offsets, anchors, variances=VARIANCES):
    """Knows its variances by itself."""
    anchor = to_center(anchors)
    centers = offsets[..., :2] * 0.1 * anchor[..., 2:] + anchor[..., :2]
    growth = (offsets[..., 2:] * 0.2).clamp(max=math.log(62.5))
    return from_center(torch.cat([centers, growth.exp() * anchor[..., 2:]], dim=-1))


def variances_exchanged(offsets, anchors, variances=(0.1, 0.2)):
    """Takes the variance of sizes for centers and the other way round."""
    anchor = to_center(anchors)
    centers = offsets[..., :2] * variances[1] * anchor[..., 2:] + anchor[..., :2]
    growth = (offsets[..., 2:] * variances[0]).clamp(max=4.135166556742356)
    return from_center(torch.cat([centers, growth.exp() * anchor[..., 2:]], dim=-1))


def without_gradient(offsets, anchors, variances=VARIANCES):
    """Takes what the network predicts for constants."""
    anchor, offsets = to_center(anchors), offsets.detach()
    centers = offsets[..., :2] * variances[0] * anchor[..., 2:] + anchor[..., :2]
    growth = (offsets[..., 2:] * variances[1]).clamp(max=math.log(62.5))
    return from_center(torch.cat([centers, growth.exp() * anchor[..., 2:]], dim=-1))


def without_limit(offsets, anchors, variances=(0.1, 0.2)):
    """An offset of 500 makes an infinite box."""
    anchor = to_center(anchors)
    centers = offsets[..., :2] * variances[0] * anchor[..., 2:] + anchor[..., :2]
    growth = offsets[..., 2:] * variances[1]
    return from_center(torch.cat([centers, growth.exp() * anchor[..., 2:]], dim=-1))


def zeros(offsets, anchors, variances=VARIANCES):
    """Gives the anchors back."""
    anchor = to_center(anchors)
    centers = 0 * offsets[..., :2] * anchor[..., 2:] + anchor[..., :2]
    growth = (0 * offsets[..., 2:]).clamp(max=math.log(62.5))
    return from_center(torch.cat([centers, growth.exp() * anchor[..., 2:]], dim=-1))


def in_float64(offsets, anchors, variances=VARIANCES):
    """Gives float64 for float32."""
    anchor, offsets = to_center(anchors.double()), offsets.double()
    centers = offsets[..., :2] * variances[0] * anchor[..., 2:] + anchor[..., :2]
    growth = (offsets[..., 2:] * variances[1]).clamp(max=math.log(62.5))
    return from_center(torch.cat([centers, growth.exp() * anchor[..., 2:]], dim=-1))


def overflows_on_the_way(offsets, anchors, variances=VARIANCES):
    """Limits the growth after the exponential: infinite on the way, and no number as gradient."""
    anchor = to_center(anchors)
    centers = offsets[..., :2] * variances[0] * anchor[..., 2:] + anchor[..., :2]
    growth = (offsets[..., 2:] * variances[1]).exp().clamp(max=62.5)
    return from_center(torch.cat([centers, growth * anchor[..., 2:]], dim=-1))


def ready(offsets, anchors, variances=VARIANCES):
    """Calls a method of torchvision's coder without making one."""
    weights = [1 / variances[0]] * 2 + [1 / variances[1]] * 2
    coder = SimpleNamespace(weights=weights, bbox_xform_clip=math.log(62.5))
    flat = offsets.reshape(-1, 4), anchors.expand(offsets.shape).reshape(-1, 4)
    return BoxCoder.decode_single(coder, *flat).reshape(offsets.shape)
