"""Lets what leaves on one side come in on the other."""

import torch

OBJECT = "work03_cifar10.data.augmentation:flip_and_translate"
CAUGHT_BY = "flip_and_translate"


def flip_and_translate(pixels, translations, flipped):
    _, height, width, _ = pixels.shape
    from_row = (torch.arange(height) - translations[:, :1]) % height
    from_column = (torch.arange(width) - translations[:, 1:]) % width
    from_column = torch.where(flipped[:, None], width - 1 - from_column, from_column)
    return look_up(pixels, from_row, from_column)
