"""Averages where windows overlap."""

import torch

OBJECT = "work03_cifar10.basics.convolution:fold"
CAUGHT_BY = "fold"


def fold(columns, image_size, size, stride=1, padding=0):
    height, width = image_size
    rows = output_size(height, size[0], stride, padding)
    places = output_size(width, size[1], stride, padding)
    windows = columns.view(len(columns), -1, *size, rows, places)
    image = columns.new_zeros(
        len(columns), windows.shape[1], height + 2 * padding, width + 2 * padding
    )
    times = torch.zeros_like(image)
    for row in range(rows):
        for place in range(places):
            top, left = row * stride, place * stride
            image[:, :, top : top + size[0], left : left + size[1]] += windows[..., row, place]
            times[:, :, top : top + size[0], left : left + size[1]] += 1
    image = image / times.clamp(min=1)
    return image[:, :, padding : padding + height, padding : padding + width]
