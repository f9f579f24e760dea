"""Returns a new tensor with the loss in it."""

import torch

OBJECT = "work02_resnet_vgg.style.losses:content_loss"
CAUGHT_BY = "content_loss"


def content_loss(maps, target):
    return torch.tensor(float((maps - target).square().mean()) / 2, dtype=maps.dtype)
