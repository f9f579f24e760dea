"""Channels come last within a patch."""

OBJECT = "work05_transformer.models.vit:patchify"
CAUGHT_BY = "patchify"


def patchify(images, patch_size):
    batch, channels, height, width = images.shape
    rows, columns = height // patch_size, width // patch_size
    squares = images.reshape(batch, channels, rows, patch_size, columns, patch_size)
    return squares.permute(0, 2, 4, 3, 5, 1).reshape(batch, -1, channels * patch_size**2)
