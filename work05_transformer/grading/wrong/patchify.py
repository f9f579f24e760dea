"""Mistakes in patchify: each function is one, and its docstring says which."""

import torch

OBJECT = "work05_transformer.models.vit:patchify"


def by_numpy(images, patch_size):
    """The patches are cut by NumPy, and have no gradient."""
    batch, channels, height, width = images.shape
    rows, columns = height // patch_size, width // patch_size
    numbers = (
        images.detach().numpy().reshape(batch, channels, rows, patch_size, columns, patch_size)
    )
    patches = numbers.transpose(0, 2, 4, 1, 3, 5).reshape(batch, -1, channels * patch_size**2)
    return torch.from_numpy(patches.copy())


def by_unfold(images, patch_size):
    """The ready function cuts."""
    return torch.nn.functional.unfold(images, patch_size, stride=patch_size).mT.contiguous()


def channels_last(images, patch_size):
    """Channels come last within a patch."""
    batch, channels, height, width = images.shape
    rows, columns = height // patch_size, width // patch_size
    squares = images.reshape(batch, channels, rows, patch_size, columns, patch_size)
    return squares.permute(0, 2, 4, 3, 5, 1).reshape(batch, -1, channels * patch_size**2)


def column_by_column(images, patch_size):
    """Patches come column by column."""
    batch, channels, height, width = images.shape
    rows, columns = height // patch_size, width // patch_size
    squares = images.reshape(batch, channels, rows, patch_size, columns, patch_size)
    return squares.permute(0, 4, 2, 1, 3, 5).reshape(batch, -1, channels * patch_size**2)


def mix_channels(images, patch_size):
    """A patch's channels come last, as in an array of pixels."""
    batch, channels, height, width = images.shape
    cut = images.reshape(
        batch, channels, height // patch_size, patch_size, width // patch_size, patch_size
    )
    return cut.permute(0, 2, 4, 3, 5, 1).reshape(batch, -1, channels * patch_size * patch_size)


def of_squares(images, patch_size):
    """Images are taken to be as wide as high."""
    batch, channels, height, _ = images.shape
    side = height // patch_size
    squares = images.reshape(batch, channels, side, patch_size, -1, patch_size)[:, :, :, :, :side]
    return squares.permute(0, 2, 4, 1, 3, 5).reshape(batch, side * side, channels * patch_size**2)


def reshaped(images, patch_size):
    """Rows are cut up where squares should be."""
    batch, channels, height, width = images.shape
    count = (height // patch_size) * (width // patch_size)
    return (
        images.reshape(batch, channels, count, patch_size * patch_size).transpose(1, 2).flatten(2)
    )


def in_float64(images, patch_size):
    """The patches are float64, whatever the images are."""
    batch, channels, height, width = images.shape
    rows, columns = height // patch_size, width // patch_size
    squares = images.double().reshape(batch, channels, rows, patch_size, columns, patch_size)
    return squares.permute(0, 2, 4, 1, 3, 5).reshape(batch, -1, channels * patch_size**2)
