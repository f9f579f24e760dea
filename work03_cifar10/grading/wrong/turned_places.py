"""Mistakes in turned_places: each function is one, and its docstring says which."""

import torch
from torchvision.transforms._functional_tensor import _gen_affine_grid

OBJECT = "work03_cifar10.data.resampling:turned_places"


def _offsets(angles, height, width):
    down = torch.arange(height, dtype=angles.dtype)[:, None] - (height - 1) / 2
    return down, torch.arange(width, dtype=angles.dtype) - (width - 1) / 2


def _places(cos, sin, size, down, right, middle):
    cos, sin = cos[:, None, None], sin[:, None, None]
    rows = (cos * down + sin * right) / size[:, None, None]
    columns = (cos * right - sin * down) / size[:, None, None]
    return rows + middle[0], columns + middle[1]


def around_the_corner(angles, scales, height, width):
    """Turns around the first pixel."""
    turn = angles.deg2rad()
    down, right = torch.arange(height)[:, None], torch.arange(width)
    return _places(turn.cos(), turn.sin(), scales, down, right, (0, 0))


def clockwise(angles, scales, height, width):
    """Turns the other way."""
    turn, offsets = -angles.deg2rad(), _offsets(angles, height, width)
    middle = ((height - 1) / 2, (width - 1) / 2)
    return _places(turn.cos(), turn.sin(), scales, *offsets, middle)


def half_a_pixel_off(angles, scales, height, width):
    """Takes half the side for the middle."""
    turn = angles.deg2rad()
    down, right = torch.arange(height)[:, None] - height / 2, torch.arange(width) - width / 2
    return _places(turn.cos(), turn.sin(), scales, down, right, (height / 2, width / 2))


def in_double_precision(angles, scales, height, width):
    """Returns float64 whatever it is given."""
    turn, offsets = angles.double().deg2rad(), _offsets(angles.double(), height, width)
    middle = ((height - 1) / 2, (width - 1) / 2)
    return _places(turn.cos(), turn.sin(), scales.double(), *offsets, middle)


def no_gradient(angles, scales, height, width):
    """Detaches the angles."""
    turn, offsets = angles.detach().deg2rad(), _offsets(angles, height, width)
    middle = ((height - 1) / 2, (width - 1) / 2)
    return _places(turn.cos(), turn.sin(), scales, *offsets, middle)


def one_angle_for_all(angles, scales, height, width):
    """Turns each image by the first one's angle."""
    turn, offsets = angles[:1].deg2rad().expand(len(angles)), _offsets(angles, height, width)
    middle = ((height - 1) / 2, (width - 1) / 2)
    return _places(turn.cos(), turn.sin(), scales, *offsets, middle)


def radians(angles, scales, height, width):
    """Takes degrees for radians."""
    offsets, middle = _offsets(angles, height, width), ((height - 1) / 2, (width - 1) / 2)
    return _places(angles.cos(), angles.sin(), scales, *offsets, middle)


def shrinks(angles, scales, height, width):
    """Goes the way of the scale in place of back."""
    turn, offsets = angles.deg2rad(), _offsets(angles, height, width)
    middle = ((height - 1) / 2, (width - 1) / 2)
    return _places(turn.cos(), turn.sin(), 1 / scales, *offsets, middle)


def swapped(angles, scales, height, width):
    """Returns columns, then rows."""
    turn, offsets = angles.deg2rad(), _offsets(angles, height, width)
    middle = ((height - 1) / 2, (width - 1) / 2)
    return _places(turn.cos(), turn.sin(), scales, *offsets, middle)[::-1]


def square(angles, scales, height, width):
    """Takes the height for both sides' middle."""
    turn, offsets = angles.deg2rad(), _offsets(angles, height, width)
    return _places(turn.cos(), turn.sin(), scales, *offsets, ((height - 1) / 2,) * 2)


def whole_numbers(angles, scales, height, width):
    """Rounds the places."""
    turn, offsets = angles.deg2rad(), _offsets(angles, height, width)
    middle = ((height - 1) / 2, (width - 1) / 2)
    rows, columns = _places(turn.cos(), turn.sin(), scales, *offsets, middle)
    return rows.round(), columns.round()


def ready_of_torchvision(angles, scales, height, width):
    """Calls torchvision's table of places."""
    turn, rows, columns = angles.deg2rad(), [], []
    cos, sin = turn.cos() / scales, turn.sin() / scales
    for i in range(len(angles)):
        zero = torch.zeros_like(angles[i])
        back = torch.stack([cos[i], -sin[i], zero, sin[i], cos[i], zero]).view(1, 2, 3)
        grid = _gen_affine_grid(back, width, height, width, height)[0]
        rows.append(grid[..., 1] * height / 2 + (height - 1) / 2)
        columns.append(grid[..., 0] * width / 2 + (width - 1) / 2)
    return torch.stack(rows), torch.stack(columns)
