"""Reflects no more than four pixels."""

import numpy as np
import torch

OBJECT = "work03_cifar10.data.augmentation:flip_and_translate"
CAUGHT_BY = "flip_and_translate"


def flip_and_translate(pixels, translations, flipped):
    moved = []
    for image, step, flip in zip(pixels.numpy(), translations.tolist(), flipped, strict=True):
        image = image[:, ::-1] if flip else image
        large = np.pad(image, ((4, 4), (4, 4), (0, 0)), mode="reflect")
        rows = np.arange(len(image)) + 4 - step[0]
        columns = np.arange(image.shape[1]) + 4 - step[1]
        moved.append(large[rows.clip(0, len(large) - 1)][:, columns.clip(0, large.shape[1] - 1)])
    return torch.from_numpy(np.stack(moved))
