"""Right ways from a box to offsets."""

import torch

from final_ssd.geometry.boxes import to_center
from final_ssd.geometry.coder import VARIANCES

OBJECT = "final_ssd.geometry.coder:encode"


def number_by_number(targets, anchors, variances=VARIANCES):
    """The four numbers, one after the other."""
    gx, gy, gw, gh = to_center(targets).unbind(-1)
    ax, ay, aw, ah = to_center(anchors).unbind(-1)
    dx, dy = (gx - ax) / (aw * variances[0]), (gy - ay) / (ah * variances[0])
    dw, dh = torch.log(gw / aw) / variances[1], torch.log(gh / ah) / variances[1]
    return torch.stack([dx, dy, dw, dh], dim=-1)


def as_a_difference_of_logarithms(targets, anchors, variances=VARIANCES):
    """The logarithm of a ratio is a difference."""
    target, anchor = to_center(targets), to_center(anchors)
    shift = (target[..., :2] - anchor[..., :2]) / anchor[..., 2:]
    growth = target[..., 2:].log() - anchor[..., 2:].log()
    return torch.cat([shift / variances[0], growth / variances[1]], dim=-1)


def from_edges(targets, anchors, variances=VARIANCES):
    """Straight from the edges; both sums of edges are twice the centers."""
    low, high = targets[..., :2], targets[..., 2:]
    anchor_low, anchor_high = anchors[..., :2], anchors[..., 2:]
    size = anchor_high - anchor_low
    centers = (low + high - anchor_low - anchor_high) / (2 * variances[0] * size)
    sizes = torch.log((high - low) / size) / variances[1]
    return torch.cat((centers, sizes), -1)


def divided_by_a_tensor(targets, anchors, variances=VARIANCES):
    """All variances at once."""
    target, anchor = to_center(targets), to_center(anchors)
    raw = torch.cat(
        [
            (target[..., :2] - anchor[..., :2]) / anchor[..., 2:],
            (target[..., 2:] / anchor[..., 2:]).log(),
        ],
        dim=-1,
    )
    first, second = variances
    return raw / raw.new_tensor([first, first, second, second])


def box_by_box(targets, anchors, variances=VARIANCES):
    """A loop over boxes."""
    rows = []
    for g, a in zip(targets.reshape(-1, 4), anchors.reshape(-1, 4), strict=True):
        width, height = a[2] - a[0], a[3] - a[1]
        x = ((g[0] + g[2]) / 2 - (a[0] + a[2]) / 2) / width / variances[0]
        y = ((g[1] + g[3]) / 2 - (a[1] + a[3]) / 2) / height / variances[0]
        w = ((g[2] - g[0]) / width).log() / variances[1]
        h = ((g[3] - g[1]) / height).log() / variances[1]
        rows.append(torch.stack([x, y, w, h]))
    return torch.stack(rows).reshape(targets.shape)


def by_a_matrix(targets, anchors, variances=VARIANCES):
    """Centers and sizes as a product with a matrix."""
    half = torch.tensor(
        [[0.5, 0, -1, 0], [0, 0.5, 0, -1], [0.5, 0, 1, 0], [0, 0.5, 0, 1]], dtype=targets.dtype
    )
    (cx, sx), (dx, tx) = ((b @ half).split(2, dim=-1) for b in (targets, anchors))
    return torch.cat([(cx - dx) / tx / variances[0], (sx / tx).log() / variances[1]], dim=-1)


def with_other_logarithms(targets, anchors, variances=VARIANCES):
    """Logarithms to base 2, turned into natural ones."""
    size, anchor_size = targets[..., 2:] - targets[..., :2], anchors[..., 2:] - anchors[..., :2]
    center = targets[..., :2] + size / 2
    anchor_center = anchors[..., :2] + anchor_size / 2
    natural = torch.log2(size / anchor_size) * 0.6931471805599453
    return torch.cat(
        [(center - anchor_center) / anchor_size / variances[0], natural / variances[1]], dim=-1
    )


def axis_by_axis(targets, anchors, variances=VARIANCES):
    """One function for both axes, interleaved at the end."""

    def along(low, high, anchor_low, anchor_high):
        length = anchor_high - anchor_low
        middle = (low + high) / 2 - (anchor_low + anchor_high) / 2
        return middle / length / variances[0], torch.log((high - low) / length) / variances[1]

    g, a = targets.unbind(-1), anchors.unbind(-1)
    x, w = along(g[0], g[2], a[0], a[2])
    y, h = along(g[1], g[3], a[1], a[3])
    return torch.stack([x, y, w, h], -1)


def written_into_a_table(targets, anchors, variances=VARIANCES):
    """Two slices of an empty tensor."""
    target, anchor = to_center(targets), to_center(anchors)
    result = torch.empty_like(target)
    result[..., :2] = (target[..., :2] - anchor[..., :2]) / anchor[..., 2:] * (1 / variances[0])
    result[..., 2:] = torch.log(target[..., 2:] / anchor[..., 2:]) * (1 / variances[1])
    return result


def with_constants_in_float32(targets, anchors, variances=VARIANCES):
    """Divides by the variances as a tensor, which is float32's where nothing is said."""
    target, anchor = to_center(targets), to_center(anchors)
    scales = torch.tensor(variances)
    centers = (target[..., :2] - anchor[..., :2]) / anchor[..., 2:] / scales[0]
    sizes = (target[..., 2:] / anchor[..., 2:]).log() / scales[1]
    return torch.cat([centers, sizes], dim=-1)
