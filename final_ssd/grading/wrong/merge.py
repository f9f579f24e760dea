"""Mistakes in merge: each function is one, and its docstring says which."""

import numpy as np
import torch
from torch.nn.functional import interpolate, pad

OBJECT = "final_ssd.models.fpn:merge"


def always_doubles(finer, coarser):
    """Doubles, and cuts: wrong for odd sizes."""
    doubled = interpolate(coarser, scale_factor=2, mode="nearest")
    height, width = finer.shape[-2:]
    return finer + interpolate(doubled, size=(height, width), mode="bilinear")


def average(finer, coarser):
    """Averages both maps."""
    return (finer + interpolate(coarser, size=finer.shape[-2:], mode="nearest")) / 2


def bilinear(finer, coarser):
    """Enlarges bilinearly."""
    enlarged = interpolate(coarser, size=finer.shape[-2:], mode="bilinear", align_corners=False)
    return finer + enlarged


def in_place(finer, coarser):
    """Adds to the finer map that it was given."""
    finer.data += interpolate(coarser.data, size=finer.shape[-2:], mode="nearest")
    grown = interpolate(coarser, size=finer.shape[-2:], mode="nearest")
    return finer + grown - grown.detach()


def nearest_exact(finer, coarser):
    """Takes the pixel nearest to the center, as another mode does."""
    return finer + interpolate(coarser, size=finer.shape[-2:], mode="nearest-exact")


def of_squares(finer, coarser):
    """Enlarges to a square."""
    height, width = finer.shape[-2:]
    large = interpolate(coarser, size=(height, height), mode="nearest")
    return finer + pad(large, (0, max(0, width - height)))[..., :width]


def of_the_finer_alone(finer, coarser):
    """Gives the finer map back."""
    return finer + 0 * coarser.sum()


def through_numpy(finer, coarser):
    """Enlarges with NumPy."""
    values = coarser.detach().numpy()
    rows = np.arange(finer.shape[2]) * coarser.shape[2] // finer.shape[2]
    columns = np.arange(finer.shape[3]) * coarser.shape[3] // finer.shape[3]
    return finer + torch.from_numpy(values[:, :, rows][..., columns])


def without_gradient(finer, coarser):
    """Sends no gradient to the coarser map."""
    return finer + interpolate(coarser.detach(), size=finer.shape[-2:], mode="nearest")


def in_float64(finer, coarser):
    """Gives float64 for float32."""
    large = interpolate(coarser.double(), size=finer.shape[-2:], mode="nearest")
    return finer.double() + large


def repeats_and_cuts(finer, coarser):
    """Repeats each pixel equally often and cuts: wrong where the map is not about twice as large."""
    times = -(-finer.shape[2] // coarser.shape[2])
    columns = -(-finer.shape[3] // coarser.shape[3])
    large = coarser.repeat_interleave(times, dim=2).repeat_interleave(columns, dim=3)
    return finer + large[..., : finer.shape[2], : finer.shape[3]]


def halves(finer, coarser):
    """Takes half of a place, whatever the sizes."""
    if coarser.shape == finer.shape:
        return finer + coarser
    rows, columns = torch.arange(finer.shape[2]) // 2, torch.arange(finer.shape[3]) // 2
    rows = rows.clamp(max=coarser.shape[2] - 1)
    columns = columns.clamp(max=coarser.shape[3] - 1)
    return finer + coarser[:, :, rows][..., columns]


def factor_of_rows(finer, coarser):
    """Enlarges rows and columns by the factor of the rows."""
    factor = finer.shape[2] / coarser.shape[2]
    columns = (torch.arange(finer.shape[3]) / factor).long().clamp(max=coarser.shape[3] - 1)
    rows = (torch.arange(finer.shape[2]) / factor).long()
    return finer + coarser[:, :, rows][..., columns]


def one_factor(finer, coarser):
    """Enlarges rows and columns by one whole factor, and cuts."""
    factor = -(-finer.shape[2] // coarser.shape[2])
    large = interpolate(coarser, scale_factor=factor, mode="nearest")
    return finer + large[..., : finer.shape[2], : finer.shape[3]]
