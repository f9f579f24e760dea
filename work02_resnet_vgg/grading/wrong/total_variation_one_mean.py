"""Has one mean for both directions."""

import torch

OBJECT = "work02_resnet_vgg.style.losses:total_variation"
CAUGHT_BY = "total_variation"


def total_variation(image):
    down = (image[:, 1:] - image[:, :-1]).square().flatten()
    right = (image[:, :, 1:] - image[:, :, :-1]).square().flatten()
    return 2 * torch.cat([down, right]).mean()
