"""Flips after translating."""

import torch

OBJECT = "work03_cifar10.data.augmentation:flip_and_translate"
CAUGHT_BY = "flip_and_translate"


def flip_and_translate(pixels, translations, flipped):
    _, height, width, _ = pixels.shape
    from_row = reflected(torch.arange(height) - translations[:, :1], height)
    across = torch.arange(width).expand(len(pixels), -1)
    across = torch.where(flipped[:, None], width - 1 - across, across)
    return look_up(pixels, from_row, reflected(across - translations[:, 1:], width))
