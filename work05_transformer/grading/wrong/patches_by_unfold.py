"""The ready function cuts."""

import torch

OBJECT = "work05_transformer.models.vit:patchify"
CAUGHT_BY = "patchify"


def patchify(images, patch_size):
    return torch.nn.functional.unfold(images, patch_size, stride=patch_size).mT.contiguous()
