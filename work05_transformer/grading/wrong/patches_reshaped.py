"""Rows are cut up where squares should be."""

OBJECT = "work05_transformer.vit:patchify"
CAUGHT_BY = "patchify"


def patchify(images, patch):
    batch, channels, height, width = images.shape
    count = (height // patch) * (width // patch)
    return images.reshape(batch, channels, count, patch * patch).transpose(1, 2).flatten(2)
