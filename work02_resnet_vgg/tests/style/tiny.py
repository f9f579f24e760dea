"""A loss network that is small enough for tests."""

from __future__ import annotations

import torch
from torch import nn

from work02_resnet_vgg.models.vgg import vgg_stage
from work02_resnet_vgg.style.features import FeatureMaps, vgg_maps


def tiny_maps() -> FeatureMaps:
    torch.manual_seed(0)
    layers = [*vgg_stage(3, 4, 2), *vgg_stage(4, 6, 2), *vgg_stage(6, 8, 1)]
    return vgg_maps(nn.Sequential(*layers))
