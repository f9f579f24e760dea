"""Places of turned images in other forms."""

import math

import torch

OBJECT = "work03_cifar10.data.resampling:turned_places"


def one_matrix_product(angles, scales, height, width):
    """Multiply a 2×2 matrix for each image with all offsets at once."""
    turn = angles * (math.pi / 180)
    cos, sin = torch.cos(turn) / scales, torch.sin(turn) / scales
    back = torch.stack([torch.stack([cos, sin], -1), torch.stack([-sin, cos], -1)], dim=1)
    middle = torch.tensor([height - 1, width - 1], dtype=angles.dtype) / 2
    grid = torch.cartesian_prod(torch.arange(height), torch.arange(width)).to(angles.dtype)
    places = (grid - middle) @ back.transpose(1, 2) + middle
    rows, columns = places.view(len(angles), height, width, 2).unbind(-1)
    return rows, columns


def complex_numbers(angles, scales, height, width):
    """Turn by a product of complex numbers."""
    i, j = torch.meshgrid(torch.arange(height), torch.arange(width), indexing="ij")
    offsets = torch.complex(
        (j - (width - 1) / 2).to(angles.dtype), (i - (height - 1) / 2).to(angles.dtype)
    )
    turn = torch.polar(1 / scales, torch.deg2rad(angles))
    turned = turn[:, None, None] * offsets
    return turned.imag + (height - 1) / 2, turned.real + (width - 1) / 2


def image_by_image(angles, scales, height, width):
    """Compute one image after the other, and stack them."""
    rows, columns = [], []
    for angle, scale in zip(angles.deg2rad(), scales, strict=True):
        y = (torch.arange(height, dtype=angles.dtype) - (height - 1) / 2).unsqueeze(1) / scale
        x = (torch.arange(width, dtype=angles.dtype) - (width - 1) / 2).unsqueeze(0) / scale
        rows.append(y * angle.cos() + x * angle.sin() + (height - 1) / 2)
        columns.append(x * angle.cos() - y * angle.sin() + (width - 1) / 2)
    return torch.stack(rows), torch.stack(columns)


def pixel_by_pixel(angles, scales, height, width):
    """Compute one pixel of all images after the other; return a list."""
    cos, sin = angles.deg2rad().cos() / scales, angles.deg2rad().sin() / scales
    rows, columns = [], []
    for i in range(height):
        for j in range(width):
            y, x = i - (height - 1) / 2, j - (width - 1) / 2
            rows.append(y * cos + x * sin + (height - 1) / 2)
            columns.append(x * cos - y * sin + (width - 1) / 2)
    shape = (len(angles), height, width)
    return [torch.stack(each, dim=1).reshape(shape) for each in (rows, columns)]


def radius_and_direction(angles, scales, height, width):
    """Write offsets as a radius and a direction, and add to the direction."""
    y = torch.arange(height).to(angles.dtype).sub((height - 1) / 2).view(1, -1, 1)
    x = torch.arange(width).to(angles.dtype).sub((width - 1) / 2).view(1, 1, -1)
    radius, direction = torch.hypot(y, x) / scales.view(-1, 1, 1), torch.atan2(y, x)
    direction = direction + torch.deg2rad(angles).view(-1, 1, 1)
    return (
        radius * direction.sin() + (height - 1) / 2,
        radius * direction.cos() + (width - 1) / 2,
    )


def solved(angles, scales, height, width):
    """Write the turn that one sees, and solve for where it came from."""
    turn = angles.deg2rad()
    cos, sin = turn.cos() * scales, turn.sin() * scales
    seen = torch.stack([torch.stack([cos, -sin], -1), torch.stack([sin, cos], -1)], dim=1)
    y = torch.arange(height, dtype=angles.dtype) - (height - 1) / 2
    x = torch.arange(width, dtype=angles.dtype) - (width - 1) / 2
    offsets = torch.stack(torch.meshgrid(y, x, indexing="ij")).flatten(1)
    found = torch.linalg.solve(seen, offsets.expand(len(angles), -1, -1))
    found = found.view(len(angles), 2, height, width)
    return found[:, 0] + (height - 1) / 2, found[:, 1] + (width - 1) / 2


def homogeneous(angles, scales, height, width):
    """Multiply 3×3 matrices: to the middle, back by the turn and the scale, from the middle."""
    count, middle = len(angles), ((height - 1) / 2, (width - 1) / 2)
    there = torch.eye(3, dtype=angles.dtype)
    there[0, 2], there[1, 2] = -middle[0], -middle[1]
    turn, zero, one = angles.deg2rad(), torch.zeros_like(angles), torch.ones_like(angles)
    back = torch.stack(
        [turn.cos() / scales, turn.sin() / scales, zero, -turn.sin() / scales, turn.cos() / scales,
         zero, zero, zero, one], dim=1,
    ).view(count, 3, 3)  # fmt: skip
    whole = there.inverse() @ back @ there
    grid = torch.cartesian_prod(torch.arange(height), torch.arange(width)).T.to(angles.dtype)
    grid = torch.cat([grid, torch.ones(1, height * width, dtype=angles.dtype)])
    places = (whole @ grid).view(count, 3, height, width)
    return places[:, 0], places[:, 1]


def steps_from_the_first(angles, scales, height, width):
    """Go from the first pixel's place by equal steps."""
    turn = torch.deg2rad(angles)
    across = torch.stack([turn.sin(), turn.cos()]) / scales
    along = torch.stack([turn.cos(), -turn.sin()]) / scales
    middle = torch.tensor([[height - 1], [width - 1]], dtype=angles.dtype) / 2
    first = middle - along * (height - 1) / 2 - across * (width - 1) / 2
    i, j = torch.arange(height)[:, None], torch.arange(width)
    places = first[..., None, None] + along[..., None, None] * i + across[..., None, None] * j
    return tuple(places)


def einsum(angles, scales, height, width):
    """Contract a table of cosines and sines with all offsets."""
    turn = angles.deg2rad()
    table = torch.stack([turn.cos(), turn.sin(), -turn.sin(), turn.cos()]).view(2, 2, -1)
    offsets = (
        torch.stack(
            torch.meshgrid(torch.arange(float(height)), torch.arange(float(width)), indexing="ij")
        )
        - torch.tensor([height - 1.0, width - 1.0]).view(2, 1, 1) / 2
    )
    places = torch.einsum("pob,ohw,b->pbhw", table, offsets.to(turn.dtype), scales.reciprocal())
    return places[0] + (height - 1) / 2, places[1] + (width - 1) / 2
