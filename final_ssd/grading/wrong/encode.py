"""Mistakes in encode: each function is one, and its docstring says which."""

from types import SimpleNamespace

import torch
from torchvision.models.detection._utils import BoxCoder

from final_ssd.geometry.boxes import to_center
from final_ssd.geometry.coder import VARIANCES

OBJECT = "final_ssd.geometry.coder:encode"


def adds_epsilon(targets, anchors, variances=(0.1, 0.2)):
    """Adds 1e-6 inside the logarithm, as the earlier hand-in did: targets of −69 for rows of zeros."""
    target, anchor = to_center(targets), to_center(anchors)
    centers = (target[..., :2] - anchor[..., :2]) / anchor[..., 2:] / variances[0]
    sizes = (1e-6 + target[..., 2:] / anchor[..., 2:]).log() / variances[1]
    return torch.cat([centers, sizes], dim=-1)


def changes_targets(targets, anchors, variances=VARIANCES):
    """Moves the targets in place."""
    targets.data -= anchors[..., :2].repeat_interleave(2, -1)[..., [0, 2, 0, 2]]
    target, anchor = to_center(targets), to_center(anchors - anchors[..., [0, 1, 0, 1]])
    centers = (target[..., :2] - anchor[..., :2]) / anchor[..., 2:] / variances[0]
    sizes = (target[..., 2:] / anchor[..., 2:]).log() / variances[1]
    return torch.cat([centers, sizes], dim=-1)


def clips_small_targets(targets, anchors, variances=VARIANCES):
    """Takes a small target for one of a pixel."""
    target, anchor = to_center(targets), to_center(anchors)
    centers = (target[..., :2] - anchor[..., :2]) / anchor[..., 2:] / variances[0]
    sizes = (target[..., 2:].clamp(min=1) / anchor[..., 2:]).log() / variances[1]
    return torch.cat([centers, sizes], dim=-1)


def decimal_logarithm(targets, anchors, variances=VARIANCES):
    """Takes the logarithm to base 10."""
    target, anchor = to_center(targets), to_center(anchors)
    centers = (target[..., :2] - anchor[..., :2]) / anchor[..., 2:] / variances[0]
    sizes = (target[..., 2:] / anchor[..., 2:]).log10() / variances[1]
    return torch.cat([centers, sizes], dim=-1)


def multiplies_by_variances(targets, anchors, variances=(0.1, 0.2)):
    """Multiplies where it should divide."""
    target, anchor = to_center(targets), to_center(anchors)
    centers = (target[..., :2] - anchor[..., :2]) / anchor[..., 2:] * variances[0]
    sizes = (target[..., 2:] / anchor[..., 2:]).log() * variances[1]
    return torch.cat([centers, sizes], dim=-1)


def own_variances(targets, anchors, variances=VARIANCES):
    """Knows its variances by itself."""
    target, anchor = to_center(targets), to_center(anchors)
    centers = (target[..., :2] - anchor[..., :2]) / anchor[..., 2:] / 0.1
    sizes = (target[..., 2:] / anchor[..., 2:]).log() / 0.2
    return torch.cat([centers, sizes], dim=-1)


def ratio_of_sizes(targets, anchors, variances=VARIANCES):
    """Forgets the logarithm."""
    target, anchor = to_center(targets), to_center(anchors)
    centers = (target[..., :2] - anchor[..., :2]) / anchor[..., 2:] / variances[0]
    sizes = (target[..., 2:] / anchor[..., 2:]) / variances[1]
    return torch.cat([centers, sizes], dim=-1)


def relative_to_the_target(targets, anchors, variances=(0.1, 0.2)):
    """Measures in sizes of the target, not of the anchor."""
    target, anchor = to_center(targets), to_center(anchors)
    centers = (target[..., :2] - anchor[..., :2]) / target[..., 2:] / variances[0]
    sizes = (target[..., 2:] / anchor[..., 2:]).log() / variances[1]
    return torch.cat([centers, sizes], dim=-1)


def variances_exchanged(targets, anchors, variances=VARIANCES):
    """Exchanges the two variances."""
    target, anchor = to_center(targets), to_center(anchors)
    centers = (target[..., :2] - anchor[..., :2]) / anchor[..., 2:] / variances[1]
    sizes = (target[..., 2:] / anchor[..., 2:]).log() / variances[0]
    return torch.cat([centers, sizes], dim=-1)


def without_gradient(targets, anchors, variances=VARIANCES):
    """Computes without gradients."""
    target, anchor = to_center(targets.detach()), to_center(anchors)
    centers = (target[..., :2] - anchor[..., :2]) / anchor[..., 2:] / variances[0]
    sizes = (target[..., 2:] / anchor[..., 2:]).log() / variances[1]
    return torch.cat([centers, sizes], dim=-1)


def without_variances(targets, anchors, variances=(0.1, 0.2)):
    """Leaves the variances out."""
    target, anchor = to_center(targets), to_center(anchors)
    centers = (target[..., :2] - anchor[..., :2]) / anchor[..., 2:]
    sizes = (target[..., 2:] / anchor[..., 2:]).log()
    return torch.cat([centers, sizes], dim=-1)


def in_float64(targets, anchors, variances=VARIANCES):
    """Gives float64 for float32."""
    target, anchor = to_center(targets.double()), to_center(anchors.double())
    centers = (target[..., :2] - anchor[..., :2]) / anchor[..., 2:] / variances[0]
    sizes = (target[..., 2:] / anchor[..., 2:]).log() / variances[1]
    return torch.cat([centers, sizes], dim=-1)


def ready(targets, anchors, variances=VARIANCES):
    """Calls a method of torchvision's coder without making one."""
    coder = SimpleNamespace(weights=[1 / variances[0]] * 2 + [1 / variances[1]] * 2)
    flat = targets.reshape(-1, 4), anchors.reshape(-1, 4)
    return BoxCoder.encode_single(coder, *flat).reshape(targets.shape)
