"""Right ways from offsets to a box."""

import math

import torch

from final_ssd.geometry.boxes import from_center, to_center
from final_ssd.geometry.coder import VARIANCES

OBJECT = "final_ssd.geometry.coder:decode"


def number_by_number(offsets, anchors, variances=VARIANCES):
    """The four numbers, one after the other."""
    dx, dy, dw, dh = offsets.unbind(-1)
    ax, ay, aw, ah = to_center(anchors).unbind(-1)
    x, y = dx * variances[0] * aw + ax, dy * variances[0] * ah + ay
    limit = math.log(62.5)
    w = torch.exp((dw * variances[1]).clamp(max=limit)) * aw
    h = torch.exp((dh * variances[1]).clamp(max=limit)) * ah
    return torch.stack([x - w / 2, y - h / 2, x + w / 2, y + h / 2], dim=-1)


def by_the_smaller_growth(offsets, anchors, variances=VARIANCES):
    """The smaller of two logarithms."""
    anchor = to_center(anchors)
    growth = offsets[..., 2:] * variances[1]
    growth = torch.minimum(growth, torch.full_like(growth, math.log(1000 / 16)))
    center = anchor[..., :2] + variances[0] * offsets[..., :2] * anchor[..., 2:]
    return from_center(torch.cat([center, anchor[..., 2:] * growth.exp()], -1))


def by_cutting_the_offsets(offsets, anchors, variances=VARIANCES):
    """Cuts the offset before it is multiplied."""
    largest = math.log(62.5) / variances[1]
    shift, growth = offsets.split(2, dim=-1)
    size = anchors[..., 2:] - anchors[..., :2]
    center = (anchors[..., 2:] + anchors[..., :2]) / 2 + shift * size * variances[0]
    half = size * (growth.clamp_max(largest) * variances[1]).exp() / 2
    return torch.cat([center - half, center + half], dim=-1)


def multiplied_by_a_tensor(offsets, anchors, variances=VARIANCES):
    """All variances at once."""
    raw = offsets * offsets.new_tensor([variances[0]] * 2 + [variances[1]] * 2)
    x1, y1, x2, y2 = anchors.unbind(-1)
    width, height = x2 - x1, y2 - y1
    center_x, center_y = x1 + width * (raw[..., 0] + 0.5), y1 + height * (raw[..., 1] + 0.5)
    bounded = torch.where(raw > math.log(62.5), math.log(62.5), raw)
    half_w, half_h = width * bounded[..., 2].exp() / 2, height * bounded[..., 3].exp() / 2
    edges = [center_x - half_w, center_y - half_h, center_x + half_w, center_y + half_h]
    return torch.stack(edges, dim=-1)


def box_by_box(offsets, anchors, variances=VARIANCES):
    """A loop over boxes."""
    offsets, anchors = torch.broadcast_tensors(offsets, anchors)
    rows = []
    for o, a in zip(offsets.reshape(-1, 4), anchors.reshape(-1, 4), strict=True):
        sides = a[2:] - a[:2]
        middle = (a[:2] + a[2:]) / 2 + o[:2] * variances[0] * sides
        grown = sides * torch.exp(torch.clamp(o[2:] * variances[1], max=math.log(62.5)))
        rows.append(torch.cat([middle - grown / 2, middle + grown / 2]))
    return torch.stack(rows).reshape(offsets.shape)


def by_a_matrix(offsets, anchors, variances=VARIANCES):
    """Edges from centers and sizes as a product with a matrix."""
    anchor = to_center(anchors)
    center = offsets[..., :2] * (variances[0] * anchor[..., 2:]) + anchor[..., :2]
    size = (offsets[..., 2:] * variances[1]).clamp(max=math.log(62.5)).exp() * anchor[..., 2:]
    matrix = torch.tensor(
        [[1, 0, 1, 0], [0, 1, 0, 1], [-0.5, 0, 0.5, 0], [0, -0.5, 0, 0.5]], dtype=offsets.dtype
    )
    return torch.cat([center, size], dim=-1) @ matrix


def axis_by_axis(offsets, anchors, variances=VARIANCES):
    """One function for both axes, interleaved at the end."""

    def along(shift, growth, low, high):
        length = high - low
        middle = (low + high) / 2 + shift * variances[0] * length
        grown = length * torch.exp((growth * variances[1]).clip(max=math.log(1000) - math.log(16)))
        return middle - grown / 2, middle + grown / 2

    o, a = offsets.unbind(-1), anchors.unbind(-1)
    x1, x2 = along(o[0], o[2], a[0], a[2])
    y1, y2 = along(o[1], o[3], a[1], a[3])
    return torch.stack([x1, y1, x2, y2], -1)


def with_powers(offsets, anchors, variances=VARIANCES):
    """Growth as a power of e, which is bounded before."""
    anchor = to_center(anchors)
    exponent = offsets[..., 2:] * variances[1]
    exponent = exponent - torch.relu(exponent - math.log(62.5))
    size = torch.pow(math.e, exponent) * anchor[..., 2:]
    center = torch.addcmul(anchor[..., :2], offsets[..., :2], anchor[..., 2:], value=variances[0])
    corner = center - size / 2
    return torch.cat([corner, corner + size], dim=-1)


def with_masks(offsets, anchors, variances=VARIANCES):
    """Grows what may grow, and multiplies the others by 62.5."""
    anchor = to_center(anchors)
    logarithm = offsets[..., 2:] * variances[1]
    large = logarithm > math.log(62.5)
    factor = torch.where(large, 62.5, logarithm.masked_fill(large, 0).exp())
    center = anchor[..., :2] + offsets[..., :2] * anchor[..., 2:] * variances[0]
    return from_center(torch.cat([center, factor * anchor[..., 2:]], dim=-1))


def with_constants_in_float32(offsets, anchors, variances=VARIANCES):
    """Takes variances and limit as tensors, which are float32's where nothing is said."""
    anchor, scales = to_center(anchors), torch.tensor(variances)
    centers = offsets[..., :2] * scales[0] * anchor[..., 2:] + anchor[..., :2]
    growth = torch.minimum(offsets[..., 2:] * scales[1], torch.tensor(62.5).log())
    return from_center(torch.cat([centers, growth.exp() * anchor[..., 2:]], dim=-1))
