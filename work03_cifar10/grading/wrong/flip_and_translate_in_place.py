"""Flips the caller's images."""

import torch

OBJECT = "work03_cifar10.data.augmentation:flip_and_translate"
CAUGHT_BY = "flip_and_translate"


def flip_and_translate(pixels, translations, flipped):
    pixels[flipped] = pixels[flipped].flip(2)
    _, height, width, _ = pixels.shape
    from_row = reflected(torch.arange(height) - translations[:, :1], height)
    return look_up(pixels, from_row, reflected(torch.arange(width) - translations[:, 1:], width))
