"""A patch's channels come last, as in an array of pixels."""

OBJECT = "work05_transformer.models.vit:patchify"
CAUGHT_BY = "patchify"


def patchify(images, patch_size):
    batch, channels, height, width = images.shape
    cut = images.reshape(
        batch, channels, height // patch_size, patch_size, width // patch_size, patch_size
    )
    return cut.permute(0, 2, 4, 3, 5, 1).reshape(batch, -1, channels * patch_size * patch_size)
