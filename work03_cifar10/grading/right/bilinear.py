"""Reading between pixels in other forms."""

import torch
from torch.nn.functional import pad

OBJECT = "work03_cifar10.data.resampling:bilinear"


def tents_of_all_pixels(images, rows, columns):
    """Weigh all pixels; those farther than 1 have no weight."""
    _, height, width, _ = images.shape
    down = (1 - (rows[..., None] - torch.arange(height)).abs()).clamp(min=0)
    right = (1 - (columns[..., None] - torch.arange(width)).abs()).clamp(min=0)
    return torch.einsum("brch,brcw,bhwk->brck", down, right, images)


def one_axis_after_the_other(images, rows, columns):
    """Weigh all rows first, then what is left of each column."""
    _, height, width, _ = images.shape
    down = torch.relu(1 - torch.abs(rows.unsqueeze(-1) - torch.arange(height)))
    right = torch.relu(1 - torch.abs(columns.unsqueeze(-1) - torch.arange(width)))
    strips = (down.flatten(1, 2) @ images.flatten(2)).unflatten(2, images.shape[2:])
    read = (strips * right.flatten(1, 2)[..., None]).sum(dim=2)
    return read.unflatten(1, rows.shape[1:])


def padded_with_zeros(images, rows, columns):
    """Lay zeros around the images, and keep places within them."""
    count, height, width, _ = images.shape
    padded = pad(images, (0, 0, 2, 2, 2, 2))
    rows, columns = rows.clamp(-1.5, height + 0.5) + 2, columns.clamp(-1.5, width + 0.5) + 2
    top, left = rows.floor().long(), columns.floor().long()
    below, beside = (rows - top)[..., None], (columns - left)[..., None]
    image = torch.arange(count).view(-1, 1, 1)
    upper = padded[image, top, left] * (1 - beside) + padded[image, top, left + 1] * beside
    lower = padded[image, top + 1, left] * (1 - beside) + padded[image, top + 1, left + 1] * beside
    return upper * (1 - below) + lower * below


def lerp(images, rows, columns):
    """Go from left to right, then from top to bottom, by torch.lerp."""
    top, left = rows.detach().floor(), columns.detach().floor()
    corners = [_or_zero(images, top + i, left + j) for i in (0, 1) for j in (0, 1)]
    beside, below = (columns - left).unsqueeze(-1), (rows - top).unsqueeze(-1)
    upper, lower = (torch.lerp(one, other, beside) for one, other in (corners[:2], corners[2:]))
    return torch.lerp(upper, lower, below)


def _or_zero(images, rows, columns):
    _, height, width, channels = images.shape
    inside = (rows >= 0) & (rows <= height - 1) & (columns >= 0) & (columns <= width - 1)
    places = torch.where(inside, rows * width + columns, torch.zeros_like(rows)).long()
    places = places.flatten(1)[..., None].expand(-1, -1, channels)
    found = images.flatten(1, 2).gather(1, places).unflatten(1, rows.shape[1:])
    return torch.where(inside[..., None], found, torch.zeros_like(found))


def image_by_image(images, rows, columns):
    """Read one image after the other."""
    _, height, width, _ = images.shape
    read = []
    for image, row, column in zip(images, rows, columns, strict=True):
        total = torch.zeros(*row.shape, image.shape[-1], dtype=image.dtype)
        for i in range(2):
            for j in range(2):
                y, x = row.floor().long() + i, column.floor().long() + j
                weight = (1 - (row - y).abs()) * (1 - (column - x).abs())
                weight = weight * ((y >= 0) & (y < height) & (x >= 0) & (x < width))
                total = (
                    total + weight[..., None] * image[y.clamp(0, height - 1), x.clamp(0, width - 1)]
                )
        read.append(total)
    return torch.stack(read)


def pixel_by_pixel(images, rows, columns):
    """Add every pixel of the images to the places that it is near."""
    _, height, width, _ = images.shape
    read = images.new_zeros(*rows.shape, images.shape[-1])
    for row in range(height):
        for column in range(width):
            weight = (1 - (rows - row).abs()).clamp(min=0) * (1 - (columns - column).abs()).clamp(
                min=0
            )
            read = read + weight[..., None] * images[:, row, column][:, None, None]
    return read


def as_one_matrix(images, rows, columns):
    """Multiply the images with a matrix of weights, four in each row of it."""
    count, height, width, _ = images.shape
    matrix = images.new_zeros(count, rows[0].numel(), height * width)
    for i in (0, 1):
        for j in (0, 1):
            y, x = rows.detach().floor() + i, columns.detach().floor() + j
            weight = (1 - (rows - y).abs()) * (1 - (columns - x).abs())
            inside = (y >= 0) & (y < height) & (x >= 0) & (x < width)
            place = (y.clamp(0, height - 1) * width + x.clamp(0, width - 1)).long()
            weight = torch.where(inside, weight, torch.zeros_like(weight))
            matrix = matrix.scatter_add(
                2, place.flatten(1)[..., None], weight.flatten(1)[..., None]
            )
    return (matrix @ images.flatten(1, 2)).unflatten(1, rows.shape[1:])


def channel_by_channel(images, rows, columns):
    """Read each channel by itself, by places in its flat image."""
    _, height, width, channels = images.shape
    top, left = torch.floor(rows).detach(), torch.floor(columns).detach()
    result = []
    for channel in range(channels):
        flat, read = images[..., channel].flatten(1), torch.zeros_like(rows)
        for y in (top, top + 1):
            for x in (left, left + 1):
                inside = ((y >= 0) & (y < height) & (x >= 0) & (x < width)).to(flat.dtype)
                place = (y.clamp(0, height - 1) * width + x.clamp(0, width - 1)).long()
                values = torch.take_along_dim(flat, place.flatten(1), dim=1).view_as(rows)
                read = read + inside * values * (1 - (rows - y).abs()) * (1 - (columns - x).abs())
        result.append(read)
    return torch.stack(result, dim=-1)


def value_and_slopes(images, rows, columns):
    """Add to the upper left pixel what changes to the right, down, and both ways."""
    top, left = rows.detach().floor(), columns.detach().floor()
    y, x = (rows - top)[..., None], (columns - left)[..., None]
    a, b = _or_zero(images, top, left), _or_zero(images, top, left + 1)
    c, d = _or_zero(images, top + 1, left), _or_zero(images, top + 1, left + 1)
    return a + x * (b - a) + y * (c - a) + x * y * (a - b - c + d)
