"""Flips top to bottom."""

import torch

OBJECT = "work03_cifar10.data.augmentation:flip_and_translate"
CAUGHT_BY = "flip_and_translate"


def flip_and_translate(pixels, translations, flipped):
    _, height, width, _ = pixels.shape
    from_row = reflected(torch.arange(height) - translations[:, :1], height)
    from_column = reflected(torch.arange(width) - translations[:, 1:], width)
    from_row = torch.where(flipped[:, None], height - 1 - from_row, from_row)
    return look_up(pixels, from_row, from_column)
