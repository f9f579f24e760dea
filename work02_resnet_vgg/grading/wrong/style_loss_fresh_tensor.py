"""Returns a new tensor with the loss in it."""

import torch

OBJECT = "work02_resnet_vgg.style.losses:style_loss"
CAUGHT_BY = "style_loss"


def style_loss(gram, target):
    return torch.tensor(((gram - target) ** 2).mean().item() / 4, dtype=gram.dtype)
