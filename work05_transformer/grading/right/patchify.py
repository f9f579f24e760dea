"""Right solutions of patches."""

import torch

OBJECT = "work05_transformer.models.vit:patchify"


def by_loops(images, patch_size):
    """Cut one square after the other."""
    patches = []
    for top in range(0, images.shape[2], patch_size):
        for left in range(0, images.shape[3], patch_size):
            square = images[:, :, top : top + patch_size, left : left + patch_size]
            patches.append(square.flatten(1))
    return torch.stack(patches, dim=1)


def by_view(images, patch_size):
    """View, permute and flatten."""
    parts = images.unflatten(3, (-1, patch_size)).unflatten(2, (-1, patch_size))
    return parts.permute(0, 2, 4, 1, 3, 5).flatten(3).flatten(1, 2)


def by_splitting(images, patch_size):
    """Split into strips and these into squares, stacked row by row."""
    rows = [strip.split(patch_size, dim=3) for strip in images.split(patch_size, dim=2)]
    return torch.stack([torch.stack([p.flatten(1) for p in row], 1) for row in rows], 1).flatten(
        1, 2
    )


def by_chunks(images, patch_size):
    """Cut into strips, and strips into squares."""
    rows, columns = images.shape[2] // patch_size, images.shape[3] // patch_size
    squares = [s for strip in images.chunk(rows, 2) for s in strip.chunk(columns, 3)]
    return torch.cat([square.reshape(len(images), 1, -1) for square in squares], dim=1)


def by_einsum(images, patch_size):
    """Let einsum order the dimensions."""
    n, c, h, w = images.shape
    p = patch_size
    parts = images.reshape(n, c, h // p, p, w // p, p)
    return torch.einsum("ncrpsq->nrscpq", parts).reshape(n, (h // p) * (w // p), c * p * p)


def by_index(images, patch_size):
    """Gather pixels by a table of their numbers."""
    _, c, h, w = images.shape
    p = patch_size
    numbers = torch.arange(c * h * w).reshape(c, h, w)
    table = [
        numbers[:, top : top + p, left : left + p].flatten()
        for top in range(0, h, p)
        for left in range(0, w, p)
    ]
    return images.flatten(1)[:, torch.stack(table)]


def by_convolution(images, patch_size):
    """Convolve with kernels that each pick one pixel."""
    features = images.shape[1] * patch_size**2
    kernels = torch.eye(features, dtype=images.dtype)
    kernels = kernels.view(features, images.shape[1], patch_size, patch_size)
    maps = torch.nn.functional.conv2d(images, kernels, stride=patch_size)
    return maps.flatten(2).transpose(1, 2)


def by_filling(images, patch_size):
    """Write pixels into an empty tensor."""
    n, c, h, w = images.shape
    p, columns = patch_size, w // patch_size
    patches = images.new_empty(n, (h // p) * columns, c, p, p)
    for number in range(patches.shape[1]):
        row, column = divmod(number, columns)
        patches[:, number] = images[:, :, row * p : (row + 1) * p, column * p : (column + 1) * p]
    return patches.flatten(2)


def by_strides(images, patch_size):
    """Step through the pixels: each place of a patch is a thinned image."""
    p = patch_size
    features = [
        images[:, channel, row::p, column::p].flatten(1)
        for channel in range(images.shape[1])
        for row in range(p)
        for column in range(p)
    ]
    return torch.stack(features, dim=-1)


def image_by_image(images, patch_size):
    """Loop over the images, transposing strips."""
    results = []
    for image in images:
        c, h, w = image.shape
        strips = image.view(c, h // patch_size, patch_size, w).movedim(1, 0)
        squares = strips.reshape(h // patch_size, c, patch_size, -1, patch_size).movedim(3, 1)
        results.append(squares.reshape(-1, c * patch_size * patch_size))
    return torch.stack(results)
