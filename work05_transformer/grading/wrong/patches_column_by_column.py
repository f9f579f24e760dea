"""Patches come column by column."""

OBJECT = "work05_transformer.models.vit:patchify"
CAUGHT_BY = "patchify"


def patchify(images, patch_size):
    batch, channels, height, width = images.shape
    rows, columns = height // patch_size, width // patch_size
    squares = images.reshape(batch, channels, rows, patch_size, columns, patch_size)
    return squares.permute(0, 4, 2, 1, 3, 5).reshape(batch, -1, channels * patch_size**2)
