"""Mistakes in flip_and_translate: each function is one, and its docstring says which."""

import numpy as np
import torch

OBJECT = "work03_cifar10.data.augmentation:flip_and_translate"


def echo(pixels, translations, flipped):
    """Returns the images."""
    return pixels.clone()


def few_steps(pixels, translations, flipped):
    """Reflects no more than four pixels."""
    moved = []
    for image, step, flip in zip(pixels.numpy(), translations.tolist(), flipped, strict=True):
        image = image[:, ::-1] if flip else image
        large = np.pad(image, ((4, 4), (4, 4), (0, 0)), mode="reflect")
        rows = np.arange(len(image)) + 4 - step[0]
        columns = np.arange(image.shape[1]) + 4 - step[1]
        moved.append(large[rows.clip(0, len(large) - 1)][:, columns.clip(0, large.shape[1] - 1)])
    return torch.from_numpy(np.stack(moved))


def in_place(pixels, translations, flipped):
    """Flips the caller's images."""
    pixels[flipped] = pixels[flipped].flip(2)
    _, height, width, _ = pixels.shape
    from_row = reflected(torch.arange(height) - translations[:, :1], height)
    return look_up(pixels, from_row, reflected(torch.arange(width) - translations[:, 1:], width))


def other_direction(pixels, translations, flipped):
    """Translates up and left."""
    _, height, width, _ = pixels.shape
    from_row = reflected(torch.arange(height) + translations[:, :1], height)
    from_column = reflected(torch.arange(width) + translations[:, 1:], width)
    from_column = torch.where(flipped[:, None], width - 1 - from_column, from_column)
    return look_up(pixels, from_row, from_column)


def other_order(pixels, translations, flipped):
    """Flips after translating."""
    _, height, width, _ = pixels.shape
    from_row = reflected(torch.arange(height) - translations[:, :1], height)
    across = torch.arange(width).expand(len(pixels), -1)
    across = torch.where(flipped[:, None], width - 1 - across, across)
    return look_up(pixels, from_row, reflected(across - translations[:, 1:], width))


def repeats_the_border(pixels, translations, flipped):
    """Repeats the last row or column."""
    _, height, width, _ = pixels.shape
    from_row = (torch.arange(height) - translations[:, :1]).clamp(0, height - 1)
    from_column = (torch.arange(width) - translations[:, 1:]).clamp(0, width - 1)
    from_column = torch.where(flipped[:, None], width - 1 - from_column, from_column)
    return look_up(pixels, from_row, from_column)


def right_first(pixels, translations, flipped):
    """Takes the first number for the pixels to the right."""
    _, height, width, _ = pixels.shape
    from_row = reflected(torch.arange(height) - translations[:, 1:], height)
    from_column = reflected(torch.arange(width) - translations[:, :1], width)
    from_column = torch.where(flipped[:, None], width - 1 - from_column, from_column)
    return look_up(pixels, from_row, from_column)


def upside_down(pixels, translations, flipped):
    """Flips top to bottom."""
    _, height, width, _ = pixels.shape
    from_row = reflected(torch.arange(height) - translations[:, :1], height)
    from_column = reflected(torch.arange(width) - translations[:, 1:], width)
    from_row = torch.where(flipped[:, None], height - 1 - from_row, from_row)
    return look_up(pixels, from_row, from_column)


def wraps(pixels, translations, flipped):
    """Lets what leaves on one side come in on the other."""
    _, height, width, _ = pixels.shape
    from_row = (torch.arange(height) - translations[:, :1]) % height
    from_column = (torch.arange(width) - translations[:, 1:]) % width
    from_column = torch.where(flipped[:, None], width - 1 - from_column, from_column)
    return look_up(pixels, from_row, from_column)
