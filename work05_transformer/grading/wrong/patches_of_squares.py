"""Images are taken to be as wide as high."""

OBJECT = "work05_transformer.models.vit:patchify"
CAUGHT_BY = "patchify"


def patchify(images, patch_size):
    batch, channels, height, _ = images.shape
    side = height // patch_size
    squares = images.reshape(batch, channels, side, patch_size, -1, patch_size)[:, :, :, :, :side]
    return squares.permute(0, 2, 4, 1, 3, 5).reshape(batch, side * side, channels * patch_size**2)
