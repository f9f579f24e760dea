"""Rows are cut up where squares should be."""

OBJECT = "work05_transformer.models.vit:patchify"
CAUGHT_BY = "patchify"


def patchify(images, patch_size):
    batch, channels, height, width = images.shape
    count = (height // patch_size) * (width // patch_size)
    return (
        images.reshape(batch, channels, count, patch_size * patch_size).transpose(1, 2).flatten(2)
    )
