"""Mirrors after moving."""

import torch

OBJECT = "work03_cifar10.augmentation:move"
CAUGHT_BY = "move"


def move(pixels, shifts, mirrored):
    _, height, width, _ = pixels.shape
    from_row = reflected(torch.arange(height) - shifts[:, :1], height)
    across = torch.arange(width).expand(len(pixels), -1)
    across = torch.where(mirrored[:, None], width - 1 - across, across)
    return look_up(pixels, from_row, reflected(across - shifts[:, 1:], width))
