"""Moves up and left."""

import torch

OBJECT = "work03_cifar10.augmentation:move"
CAUGHT_BY = "move"


def move(pixels, shifts, mirrored):
    _, height, width, _ = pixels.shape
    from_row = reflected(torch.arange(height) + shifts[:, :1], height)
    from_column = reflected(torch.arange(width) + shifts[:, 1:], width)
    from_column = torch.where(mirrored[:, None], width - 1 - from_column, from_column)
    return look_up(pixels, from_row, from_column)
