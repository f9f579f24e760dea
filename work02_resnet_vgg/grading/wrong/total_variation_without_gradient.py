"""Computes with NumPy."""

import numpy as np
import torch

OBJECT = "work02_resnet_vgg.style.losses:total_variation"
CAUGHT_BY = "total_variation"


def total_variation(image):
    values = image.detach().numpy()
    down, right = np.diff(values, axis=1), np.diff(values, axis=2)
    return torch.tensor((down**2).mean() + (right**2).mean())
