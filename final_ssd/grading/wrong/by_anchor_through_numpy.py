"""Reorders with NumPy."""

import numpy as np
import torch

OBJECT = "final_ssd.models.heads:by_anchor"
CAUGHT_BY = "by_anchor"


def by_anchor(maps, numbers):
    values = np.transpose(maps.detach().numpy(), (0, 2, 3, 1))
    return torch.from_numpy(values.reshape(len(maps), -1, numbers))
