"""The patches are cut by NumPy, and have no gradient."""

import torch

OBJECT = "work05_transformer.models.vit:patchify"
CAUGHT_BY = "patchify"


def patchify(images, patch_size):
    batch, channels, height, width = images.shape
    rows, columns = height // patch_size, width // patch_size
    numbers = (
        images.detach().numpy().reshape(batch, channels, rows, patch_size, columns, patch_size)
    )
    patches = numbers.transpose(0, 2, 4, 1, 3, 5).reshape(batch, -1, channels * patch_size**2)
    return torch.from_numpy(patches.copy())
