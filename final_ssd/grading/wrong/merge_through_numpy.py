"""Enlarges with NumPy."""

import numpy as np
import torch

OBJECT = "final_ssd.models.fpn:merge"
CAUGHT_BY = "merge"


def merge(finer, coarser):
    values = coarser.detach().numpy()
    rows = np.arange(finer.shape[2]) * coarser.shape[2] // finer.shape[2]
    columns = np.arange(finer.shape[3]) * coarser.shape[3] // finer.shape[3]
    return finer + torch.from_numpy(values[:, :, rows][..., columns])
